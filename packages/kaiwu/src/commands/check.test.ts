import { tempFolder } from '@kaiwu/testkit'
import { describe, expect, it, onTestFinished } from 'vitest'
import { deskFiles, deskManifest } from '../test-desk.ts'
import { runKaiwu, runProcess } from '../test-run-kaiwu.ts'

async function folderOf(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await tempFolder(files)
  onTestFinished(() => folder.remove())
  return folder.path
}

/** What check says of a solution whose files differ from the right ones, in both languages. */
async function bothLanguages(files: Readonly<Record<string, string>>): Promise<string> {
  const cwd = await folderOf({ ...deskFiles, ...files })
  const [zh, en] = [await runKaiwu(['check'], { cwd }), await runKaiwu(['check', '--lang', 'en'], { cwd })]
  expect([zh.code, en.code, zh.err, en.err]).toEqual([65, 65, '', ''])
  return `\n${zh.out}${en.out}`
}

describe('kaiwu check', () => {
  it('says that nothing is wrong, with how many documents there are', async () => {
    const folder = await folderOf(deskFiles)
    expect(await runProcess(['check', folder])).toEqual({ code: 0, out: '没有问题：2 份文档（manuals 2）\n', err: '' })
    expect(await runKaiwu(['check', '--lang', 'en'], { cwd: folder })).toEqual({
      code: 0,
      out: 'No problems: 2 documents (manuals 2)\n',
      err: '',
    })
  })

  it('names every unknown setting and every wrong type, each with its place', async () => {
    const manifest = deskManifest({
      name: 'name: My Desk',
      title: 'titel: 泵站检修台',
      knowledge: 'knowledge:\n  manuals:\n    from: knowledge/*.md\n    top: many\n    serach: words',
      flow: 'flow:\n  - fnd: manuals\n  - ask: 5',
    })
    expect(await bothLanguages({ 'solution.yaml': manifest })).toMatchInlineSnapshot(`
      "
      solution.yaml:1:1 title：缺少“title” → 补上这一项
      solution.yaml:2:7 name：这里写的是 "My Desk" → 应为小写字母开头，只含小写字母、数字和连字符
      solution.yaml:3:1 titel：没有“titel”这项设置 → 是不是“title”？
      solution.yaml:8:10 knowledge.manuals.top：这里写的是 "many" → 应为数字
      solution.yaml:9:5 knowledge.manuals.serach：没有“serach”这项设置 → 可用：title、from、top
      solution.yaml:11:5 flow.0：没有“fnd”这个步骤 → 是不是“find”？
      solution.yaml:12:10 flow.1.ask：这里写的是 5 → 应为文字

      共 7 处错误
      solution.yaml:1:1 title: "title" is missing → add it
      solution.yaml:2:7 name: it is "My Desk" → it must be lower case letters, digits and hyphens, beginning with a letter
      solution.yaml:3:1 titel: there is no setting "titel" → did you mean "title"?
      solution.yaml:8:10 knowledge.manuals.top: it is "many" → it must be a number
      solution.yaml:9:5 knowledge.manuals.serach: there is no setting "serach" → use title, from, top
      solution.yaml:11:5 flow.0: there is no step "fnd" → did you mean "find"?
      solution.yaml:12:10 flow.1.ask: it is 5 → it must be text

      7 mistakes
      "
    `)
  })

  it('names two sources of the same name', async () => {
    const manifest = deskManifest({
      knowledge: 'knowledge:\n  manuals: { from: knowledge/*.md }\n  manuals: { from: knowledge/*.txt }',
    })
    expect(await bothLanguages({ 'solution.yaml': manifest })).toMatchInlineSnapshot(`
      "
      solution.yaml:7:3：同一个键写了两次 → 改名或删去其中一个

      共 1 处错误
      solution.yaml:7:3: the same key is written twice → rename or delete one of them

      1 mistake
      "
    `)
  })

  it('names missing files, empty knowledge, a wrong glossary and wrong questions, all at once', async () => {
    const manifest = deskManifest({
      knowledge: 'knowledge:\n  manuals: { from: knowledge/*.md }\n  tickets: { from: tickets/**/*.csv }',
      flow: 'flow:\n  - find: manual\n  - find: tickets\n  - ask: prompts/anwser.md',
      glossary: 'glossary: glossary.csv',
      evals: 'evals: { questions: evals/questions.jsonl }',
    })
    const wrong = {
      'solution.yaml': manifest,
      'glossary.csv': 'term,synonyms,note\n轴承,,\n"密封,机封\n',
      'evals/questions.jsonl': [
        '{"id":"q1","question":"甲","refuse":true}',
        '{"id":"q1","question":"乙","refuse":true}',
        '{"id":"q3"}',
        'not json',
        '{"id":"q5","question":"丙","sources":[{"document":"knowledge/nosuch.md"}]}',
      ].join('\n'),
    }
    expect(await bothLanguages(wrong)).toMatchInlineSnapshot(`
      "
      evals/questions.jsonl:2:1：编号 q1 与第 1 行重复 → 改一个编号
      evals/questions.jsonl:3:1：题目写法有误（question Invalid input: expected string, received undefined） → 需要 id、question，以及 sources 或 "refuse": true
      evals/questions.jsonl:4:1：这一行不是合法的 JSON → 每行写一个 {…}，用英文引号
      evals/questions.jsonl:5:1：题目 q5 的出处 knowledge/nosuch.md 不在任何知识库里 → 检查路径
      glossary.csv:2:1：这一行没有同义词 → 在第二列写上同义词，用 | 分隔，或删去这一行
      glossary.csv:3:1：引号没有成对 → 在单元格末尾补上引号
      solution.yaml:7:20 knowledge.tickets.from：tickets/**/*.csv 没有匹配到任何文件 → 把文档放进去，或改写路径；** 表示任意层文件夹
      solution.yaml:9:11 flow.0.find：没有名为“manual”的知识库 → 是不是“manuals”？
      solution.yaml:11:10 flow.2.ask：找不到文件 prompts/anwser.md → 检查文件名，或建立这个文件

      共 9 处错误
      evals/questions.jsonl:2:1: id q1 is used in line 1 already → choose another id
      evals/questions.jsonl:3:1: the question is not right (question Invalid input: expected string, received undefined) → it needs id, question, and either sources or "refuse": true
      evals/questions.jsonl:4:1: this line is not JSON → write one {…} a line, with straight quotes
      evals/questions.jsonl:5:1: question q5 names knowledge/nosuch.md, which is in no knowledge → check the path
      glossary.csv:2:1: this row has no synonym → write synonyms into the second column, joined by |, or delete the row
      glossary.csv:3:1: a quote is never closed → close it at the end of the cell
      solution.yaml:7:20 knowledge.tickets.from: tickets/**/*.csv matches no file → put documents there, or mend the pattern; ** stands for any folders
      solution.yaml:9:11 flow.0.find: there is no knowledge named "manual" → did you mean "manuals"?
      solution.yaml:11:10 flow.2.ask: there is no file prompts/anwser.md → check the name, or make the file

      9 mistakes
      "
    `)
  })

  it('names paths that lead out of the folder and prompts without their placeholders', async () => {
    const manifest = deskManifest({ knowledge: 'knowledge:\n  manuals: { from: ../*.md }', glossary: 'glossary: /etc/hosts' })
    expect(await bothLanguages({ 'solution.yaml': manifest, 'prompts/answer.md': '回答 {{qestion}}\n' })).toMatchInlineSnapshot(`
      "
      prompts/answer.md:1:1：提示词里没有 {{question}} → 写上它，模型才看得到
      prompts/answer.md:1:1：提示词里没有 {{passages}} → 写上它，模型才看得到
      prompts/answer.md:1:4：没有“{{qestion}}”这个占位符 → 是不是 {{question}}？
      solution.yaml:6:20 knowledge.manuals.from：路径 ../*.md 超出了解决方案的文件夹 → 只写文件夹以内的相对路径
      solution.yaml:10:11 glossary：路径 /etc/hosts 超出了解决方案的文件夹 → 只写文件夹以内的相对路径

      共 5 处错误
      prompts/answer.md:1:1: the prompt has no {{question}} → write it in, or the model never sees it
      prompts/answer.md:1:1: the prompt has no {{passages}} → write it in, or the model never sees it
      prompts/answer.md:1:4: there is no placeholder {{qestion}} → did you mean {{question}}?
      solution.yaml:6:20 knowledge.manuals.from: The path ../*.md leads out of the solution folder → use a relative path within the folder
      solution.yaml:10:11 glossary: The path /etc/hosts leads out of the solution folder → use a relative path within the folder

      5 mistakes
      "
    `)
  })

  it('speaks the language of the manifest, also of a broken one, unless --lang says otherwise', async () => {
    const english = await folderOf({
      ...deskFiles,
      'solution.yaml': deskManifest({ language: 'language: en', colour: 'colour: red' }),
    })
    expect((await runKaiwu(['check', english], { env: { KAIWU_LANG: 'zh' } })).out).toContain('there is no setting "colour"')
    expect((await runKaiwu(['check', english, '--lang', 'zh'])).out).toContain('没有“colour”这项设置')
    const broken = await folderOf({ 'solution.yaml': 'language: en\n\tname: [' })
    expect((await runKaiwu(['check', broken])).out).toContain('mistake')
  })

  it('gives the problems as data', async () => {
    const cwd = await folderOf({ ...deskFiles, 'solution.yaml': deskManifest({ colour: 'colour: red' }) })
    const { code, out, err } = await runKaiwu(['check', '--json'], { cwd })
    expect({ code, err }).toEqual({ code: 65, err: '' })
    expect(JSON.parse(out)).toEqual({
      ok: false,
      documents: {},
      problems: [
        {
          file: 'solution.yaml',
          line: 10,
          column: 1,
          setting: 'colour',
          message: { zh: '没有“colour”这项设置', en: 'there is no setting "colour"' },
          remedy: expect.objectContaining({ en: expect.stringContaining('use kaiwu, name, title') }),
        },
      ],
    })
    const right = await folderOf(deskFiles)
    expect(JSON.parse((await runKaiwu(['check', right, '--json'])).out)).toEqual({
      ok: true,
      solution: 'desk',
      documents: { manuals: 2 },
      problems: [],
    })
  })

  it("goes by the operator's models where KAIWU_MODELS names them", async () => {
    const own = deskManifest({ models: 'models: { chat: [fast, local/extractive] }' })
    const folder = await folderOf({
      ...deskFiles,
      'solution.yaml': own,
      'right.yaml': 'aliases: { fast: deepseek/deepseek-flash }\n',
      'wrong.yaml': 'aliases: { fast: deepsek/x }\n',
    })
    const check = (env: Record<string, string>) => runKaiwu(['check', '--lang', 'en'], { cwd: folder, env })
    expect(await check({})).toMatchObject({ code: 65, out: expect.stringContaining('there is no alias "fast"') })
    expect(await check({ KAIWU_MODELS: 'right.yaml' })).toMatchObject({ code: 0, err: '' })
    expect(await check({ KAIWU_MODELS: 'wrong.yaml' })).toMatchObject({
      code: 78,
      err: expect.stringContaining('wrong.yaml:1:18 aliases.fast: there is no provider "deepsek"'),
    })
    expect(await check({ KAIWU_MODELS: 'nosuch.yaml' })).toMatchObject({ code: 78, err: expect.stringContaining('nosuch.yaml') })
  })

  it('says so when there is no solution', async () => {
    const empty = await folderOf({})
    expect(await runKaiwu(['check'], { cwd: empty })).toEqual({
      code: 2,
      out: '',
      err: '错误 SOLUTION_FOLDER_MISSING：. 里没有 solution.yaml；请指明解决方案所在的文件夹\n',
    })
    const { code, out } = await runKaiwu(['check', 'no/such', '--json', '--lang', 'en'], { cwd: empty })
    expect(code).toBe(2)
    expect(JSON.parse(out)).toEqual({
      error: {
        code: 'SOLUTION_FOLDER_MISSING',
        message: 'There is no solution.yaml in no/such; name the folder of a solution',
        fault: 'caller',
        details: { path: 'no/such' },
      },
    })
  })

  it('lists the mistakes of the samples, which keep nobody from being served', async () => {
    const walk =
      '- { walk: w, title: { zh: 样例, en: sample }, from: { file: data/s.jsonl, take: 3 }, steps: [{ by: a, start: t }] }\n'
    const files = { 'data/sample-walks.yaml': walk, 'data/s.jsonl': '{}\n[1]\n' }
    expect(await bothLanguages(files)).toContain('data/s.jsonl:2:1: this line is not a JSON object')
    const folder = await folderOf({ ...deskFiles, ...files })
    expect((await runKaiwu(['ingest', folder])).code).toBe(0)
  })
})
