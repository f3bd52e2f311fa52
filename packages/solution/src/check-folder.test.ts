import { formatProblem } from '@kaiwu/core'
import { tempFolder } from '@kaiwu/testkit'
import { symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { checkFolder } from './check-folder.ts'
import { openSolutionFolder } from './solution-folder.ts'

const manifest = `kaiwu: 1
name: desk
title: 检修台
contact: 设备科 8001
knowledge:
  manuals:
    from: knowledge/**
glossary: glossary.csv
flow:
  - find: manuals
  - ask: prompts/answer.md
evals:
  questions: evals/questions.jsonl
`
const good = {
  'solution.yaml': manifest,
  'knowledge/press.md': '# 液压机\n',
  'glossary.csv': 'term,synonyms\n主轴,spindle\n',
  'prompts/answer.md': '{{passages}}\n问题：{{question}}\n',
  'evals/questions.jsonl': '{"id":"q1","question":"主轴过热怎么办","sources":[{"document":"knowledge/press.md"}]}\n',
}

async function checked(files: Record<string, string | Uint8Array | undefined>, language: 'zh' | 'en' = 'zh'): Promise<string[]> {
  const all: Record<string, string | Uint8Array | undefined> = { ...good, ...files }
  const folder = await tempFolder(
    Object.fromEntries(Object.entries(all).flatMap(([path, content]) => (content === undefined ? [] : [[path, content]]))),
  )
  onTestFinished(() => folder.remove())
  const { problems } = await checkFolder(openSolutionFolder(folder.path))
  return problems.map((problem) => formatProblem(problem, language))
}

const changed = (from: string, to: string): Record<string, string> => ({ 'solution.yaml': manifest.replace(from, to) })

describe('checkFolder', () => {
  it('finds nothing to say of a good folder', async () => expect(await checked({})).toEqual([]))

  it.each([
    [
      'a pattern that matches nothing',
      changed('knowledge/**', 'manuals/**'),
      [
        'solution.yaml:7:11 knowledge.manuals.from：manuals/** 没有匹配到任何文件 → 把文档放进去，或改写路径；** 表示任意层文件夹',
        'evals/questions.jsonl:1:1：题目 q1 的出处 knowledge/press.md 不在任何知识库里 → 检查路径',
      ],
      'solution.yaml:7:11 knowledge.manuals.from: manuals/** matches no file → put documents there, or mend the pattern; ** stands for any folders',
    ],
    [
      'people told through a webhook that is not there',
      changed('evals:', 'webhooks:\n  oa: { url: "https://oa.example.com/in", secretEnv: OA_SECRET }\nnotify: ao\nevals:'),
      ['solution.yaml:14:9 notify：没有名为“ao”的webhook → 是不是“oa”？'],
      'solution.yaml:14:9 notify: there is no webhook named "ao" → did you mean "oa"?',
    ],
    [
      'a pattern that leads out',
      changed('knowledge/**', '../**'),
      [
        'solution.yaml:7:11 knowledge.manuals.from：路径 ../** 超出了解决方案的文件夹 → 只写文件夹以内的相对路径',
        'evals/questions.jsonl:1:1：题目 q1 的出处 knowledge/press.md 不在任何知识库里 → 检查路径',
      ],
      'solution.yaml:7:11 knowledge.manuals.from: The path ../** leads out of the solution folder → use a relative path within the folder',
    ],
    [
      'a knowledge that is misspelt',
      changed('find: manuals', 'find: manual'),
      ['solution.yaml:10:11 flow.0.find：没有名为“manual”的知识库 → 是不是“manuals”？'],
      'solution.yaml:10:11 flow.0.find: there is no knowledge named "manual" → did you mean "manuals"?',
    ],
    [
      'a knowledge like no other',
      changed('find: manuals', 'find: law'),
      ['solution.yaml:10:11 flow.0.find：没有名为“law”的知识库 → 可用：manuals'],
      'solution.yaml:10:11 flow.0.find: there is no knowledge named "law" → use manuals',
    ],
    [
      'a flow that never asks',
      changed('  - ask: prompts/answer.md\n', ''),
      ['solution.yaml:10:3 flow：流程要先 find，最后恰好有一个 ask → 例如：- find: policies，然后 - ask: prompts/answer.md'],
      'solution.yaml:10:3 flow: a flow finds first and ends with exactly one ask → for example: - find: policies, then - ask: prompts/answer.md',
    ],
    [
      'a flow that asks before it finds',
      changed('  - find: manuals\n  - ask: prompts/answer.md', '  - ask: prompts/answer.md\n  - find: manuals'),
      ['solution.yaml:10:3 flow：流程要先 find，最后恰好有一个 ask → 例如：- find: policies，然后 - ask: prompts/answer.md'],
      'solution.yaml:10:3 flow: a flow finds first and ends with exactly one ask → for example: - find: policies, then - ask: prompts/answer.md',
    ],
    [
      'a prompt that is not there',
      { 'prompts/answer.md': undefined },
      ['solution.yaml:11:10 flow.1.ask：找不到文件 prompts/answer.md → 检查文件名，或建立这个文件'],
      'solution.yaml:11:10 flow.1.ask: there is no file prompts/answer.md → check the name, or make the file',
    ],
    [
      'a prompt by an absolute path',
      changed('prompts/answer.md', '/etc/hostname'),
      ['solution.yaml:11:10 flow.1.ask：路径 /etc/hostname 超出了解决方案的文件夹 → 只写文件夹以内的相对路径'],
      'solution.yaml:11:10 flow.1.ask: The path /etc/hostname leads out of the solution folder → use a relative path within the folder',
    ],
    [
      'a misspelt hole of a prompt',
      { 'prompts/answer.md': '资料\n\n  {{passages}} {{ qestion }}\n{{question}}' },
      ['prompts/answer.md:3:16：没有“{{qestion}}”这个占位符 → 是不是 {{question}}？'],
      'prompts/answer.md:3:16: there is no placeholder {{qestion}} → did you mean {{question}}?',
    ],
    [
      'a hole like no other',
      { 'prompts/answer.md': '{{passages}}{{question}}{{x.y}}' },
      ['prompts/answer.md:1:25：没有“{{x.y}}”这个占位符 → 可用：{{question}}、{{passages}}、{{language}}、{{asOf}}、{{contact}}'],
      'prompts/answer.md:1:25: there is no placeholder {{x.y}} → use {{question}}, {{passages}}, {{language}}, {{asOf}}, {{contact}}',
    ],
    [
      'a prompt without the passages',
      { 'prompts/answer.md': '{{question}}' },
      ['prompts/answer.md:1:1：提示词里没有 {{passages}} → 写上它，模型才看得到'],
      'prompts/answer.md:1:1: the prompt has no {{passages}} → write it in, or the model never sees it',
    ],
    [
      'a step of TypeScript that is not there',
      changed('  - ask:', '  - run: steps/sort.ts\n  - ask:'),
      ['solution.yaml:11:10 flow.1.run：找不到文件 steps/sort.ts → 检查文件名，或建立这个文件'],
      'solution.yaml:11:10 flow.1.run: there is no file steps/sort.ts → check the name, or make the file',
    ],
    [
      'a glossary that is not there',
      { 'glossary.csv': undefined },
      ['solution.yaml:8:11 glossary：找不到文件 glossary.csv → 检查文件名，或建立这个文件'],
      'solution.yaml:8:11 glossary: there is no file glossary.csv → check the name, or make the file',
    ],
    [
      'a row without synonyms',
      { 'glossary.csv': 'term,synonyms\n主轴,spindle\n丝杠,\n' },
      ['glossary.csv:3:1：这一行没有同义词 → 在第二列写上同义词，用 | 分隔，或删去这一行'],
      'glossary.csv:3:1: this row has no synonym → write synonyms into the second column, joined by |, or delete the row',
    ],
    [
      'a glossary that Excel saved as GBK',
      { 'glossary.csv': Buffer.concat([Buffer.from('term,synonyms\na,'), Uint8Array.of(0xd6, 0xf7, 0xd6, 0xe1, 10)]) },
      ['glossary.csv:2:3：这里有读不出的字符，文件不是 UTF-8 编码 → 另存为 UTF-8；Excel 里选“CSV UTF-8（逗号分隔）”'],
      'glossary.csv:2:3: there is an unreadable character here: the file is not UTF-8 → save it as UTF-8; in Excel choose "CSV UTF-8 (Comma delimited)"',
    ],
    [
      'questions that are not there',
      { 'evals/questions.jsonl': undefined },
      ['solution.yaml:13:14 evals.questions：找不到文件 evals/questions.jsonl → 检查文件名，或建立这个文件'],
      'solution.yaml:13:14 evals.questions: there is no file evals/questions.jsonl → check the name, or make the file',
    ],
    [
      'a question that is no JSON',
      { 'evals/questions.jsonl': `${good['evals/questions.jsonl']}\n{“id”:1}\n` },
      ['evals/questions.jsonl:3:1：这一行不是合法的 JSON → 每行写一个 {…}，用英文引号'],
      'evals/questions.jsonl:3:1: this line is not JSON → write one {…} a line, with straight quotes',
    ],
    [
      'a question twice',
      { 'evals/questions.jsonl': good['evals/questions.jsonl'].repeat(2) },
      ['evals/questions.jsonl:2:1：编号 q1 与第 1 行重复 → 改一个编号'],
      'evals/questions.jsonl:2:1: id q1 is used in line 1 already → choose another id',
    ],
    [
      'a source in no knowledge',
      { 'evals/questions.jsonl': '\n{"id":"q7","question":"?","sources":[{"document":"knowledge/pres.md"}]}' },
      ['evals/questions.jsonl:2:1：题目 q7 的出处 knowledge/pres.md 不在任何知识库里 → 检查路径'],
      'evals/questions.jsonl:2:1: question q7 names knowledge/pres.md, which is in no knowledge → check the path',
    ],
    [
      'a model that is not known',
      { 'solution.yaml': `${manifest}models:\n  chat: deepsek/deepseek-flash\n` },
      [
        expect.stringMatching(
          /^solution\.yaml:15:9 models\.chat：没有名为“deepsek\/deepseek-flash”的模型；可用：local\/extractive, deepseek\/…, .* → 写成“供应商\/模型”/,
        ),
      ],
      expect.stringMatching(
        /^solution\.yaml:15:9 models\.chat: No model named "deepsek\/deepseek-flash"; there is local\/extractive/,
      ),
    ],
    [
      'a model without an address',
      { 'solution.yaml': `${manifest}models:\n  chat:\n    model: openai-compatible/qwen3\n` },
      [
        'solution.yaml:16:12 models.chat.model：模型“openai-compatible/qwen3”还缺 models.chat.baseUrl / KAIWU_BASE_URL → 写成“供应商/模型”（见 docs/providers.md），或 openai-compatible/<模型名> 加 baseUrl',
      ],
      'solution.yaml:16:12 models.chat.model: Model "openai-compatible/qwen3" still needs models.chat.baseUrl / KAIWU_BASE_URL → write provider/model (see docs/providers.md), or openai-compatible/<model name> with baseUrl',
    ],
    [
      'an alias that nobody defined',
      { 'solution.yaml': `${manifest}models:\n  chat: [fast, local/extractive]\n` },
      [expect.stringContaining('没有别名“fast”')],
      expect.stringContaining('there is no alias "fast"'),
    ],
    [
      'a mistake in models.yaml beside it',
      { 'models.yaml': 'aliases:\n  fast: deepsek/x\n' },
      [expect.stringMatching(/^models\.yaml:2:9 aliases\.fast：/)],
      expect.stringMatching(/^models\.yaml:2:9 aliases\.fast: /),
    ],
    [
      'a mistake of the manifest',
      changed('title:', 'titel:'),
      ['solution.yaml:1:1 title：缺少“title” → 补上这一项', 'solution.yaml:3:1 titel：没有“titel”这项设置 → 是不是“title”？'],
      'solution.yaml:1:1 title: "title" is missing → add it',
    ],
  ])('names the place of %s and what to do, in Chinese and English', async (_, files, zh, en) => {
    const problems = await checked(files)
    expect(problems).toHaveLength(zh.length)
    for (const problem of zh) expect(problems).toContainEqual(problem)
    expect(await checked(files, 'en')).toContainEqual(en)
  })

  it.each([
    ['neither sources nor refuse', '{"id":"q1","question":"?"}', 'either sources or refuse'],
    [
      'both sources and refuse',
      '{"id":"q1","question":"?","refuse":true,"sources":[{"document":"knowledge/press.md"}]}',
      'either sources or refuse',
    ],
    ['no sources in the list', '{"id":"q1","question":"?","sources":[]}', 'sources'],
    ['an unknown key', '{"id":"q1","question":"?","refuse":true,"tag":"x"}', '"tag"'],
    ['a day that does not exist', '{"id":"q1","question":"?","refuse":true,"asOf":"2026-02-30"}', 'asOf'],
    ['a number for an id', '{"id":1,"question":"?","refuse":true}', 'id'],
    ['a list', '[]', 'object'],
  ])('names the line of a question with %s', async (_, question, naming) => {
    const [problem, ...others] = await checked({ 'evals/questions.jsonl': `\n${question}\n` })
    expect(others).toEqual([])
    expect(problem).toMatch(/^evals\/questions\.jsonl:2:1：题目写法有误/)
    expect(problem).toContain(naming)
  })

  it('finds the mistakes of all files at once, by file and line', async () => {
    const problems = await checked({
      ...changed('find: manuals', 'find: manual'),
      'prompts/answer.md': '{{x}}',
      'glossary.csv': 'a,b\n',
    })
    expect(problems.map((line) => line.split(/[ ：]/)[0])).toEqual([
      'glossary.csv:1:1',
      'prompts/answer.md:1:1',
      'prompts/answer.md:1:1',
      'prompts/answer.md:1:1',
      'solution.yaml:10:11',
    ])
  })

  it('follows no link that leads out of the folder', async () => {
    const [outside, folder] = [
      await tempFolder({ 'secret.md': '{{question}}{{passages}}' }),
      await tempFolder({ ...good, 'prompts/answer.md': '' }),
    ]
    onTestFinished(async () => void (await Promise.all([outside.remove(), folder.remove()])))
    await symlink(join(outside.path, 'secret.md'), join(folder.path, 'prompts/link.md'))
    await folder.write(changed('prompts/answer.md', 'prompts/link.md'))
    const { problems } = await checkFolder(openSolutionFolder(folder.path))
    expect(problems.map((problem) => formatProblem(problem, 'en'))).toEqual([
      'solution.yaml:11:10 flow.1.ask: The path prompts/link.md leads out of the solution folder → use a relative path within the folder',
    ])
  })

  it('says that a folder holds no solution', async () => {
    const folder = await tempFolder({})
    onTestFinished(() => folder.remove())
    expect(() => openSolutionFolder(folder.path)).toThrow(expect.objectContaining({ code: 'SOLUTION_FOLDER_MISSING' }))
  })
})
