import { formatProblem } from '@kaiwu/core'
import { describe, expect, it } from 'vitest'
import { checkManifest } from './check-manifest.ts'

const good = `kaiwu: 1
name: desk
title: 检修台
contact: 设备科 8001
knowledge:
  manuals:
    from: knowledge/**
flow:
  - find: manuals
  - ask: prompts/answer.md
`

function changed(from: string, to: string): string {
  if (!good.includes(from)) throw new Error(`the good manifest has no ${from}`)
  return good.replace(from, to)
}

function said(source: string, language: 'zh' | 'en' = 'zh'): string[] {
  return checkManifest(source).problems.map((problem) => formatProblem(problem, language))
}

const from = '    from: knowledge/**\n'
const steps = '  - find: manuals\n  - ask: prompts/answer.md\n'
const manuals = '  manuals:\n    from: knowledge/**\n'
const chat = 'models:\n  chat:\n    model: openai-compatible/x\n'

describe('checkManifest', () => {
  it('takes a good manifest and fills in what may be left out', () => {
    const { manifest, problems } = checkManifest(good)
    expect(problems).toEqual([])
    expect(manifest).toMatchObject({ name: 'desk', language: 'zh', models: { chat: 'local/extractive' }, questions: [] })
  })

  it.each([
    [
      'a misspelt setting',
      `${good}titel: x\n`,
      'solution.yaml:11:1 titel：没有“titel”这项设置 → 是不是“title”？',
      'solution.yaml:11:1 titel: there is no setting "titel" → did you mean "title"?',
    ],
    [
      'a setting like no other',
      changed(from, `${from}    language: zh\n`),
      'solution.yaml:8:5 knowledge.manuals.language：没有“language”这项设置 → 可用：title、from、top',
      'solution.yaml:8:5 knowledge.manuals.language: there is no setting "language" → use title, from, top',
    ],
    [
      'a missing setting',
      changed('title: 检修台\n', ''),
      'solution.yaml:1:1 title：缺少“title” → 补上这一项',
      'solution.yaml:1:1 title: "title" is missing → add it',
    ],
    [
      'a missing setting further in',
      changed(from, '    top: 6\n'),
      'solution.yaml:7:5 knowledge.manuals.from：缺少“from” → 补上这一项',
      'solution.yaml:7:5 knowledge.manuals.from: "from" is missing → add it',
    ],
    [
      'nothing behind the colon',
      changed('title: 检修台', 'title:'),
      'solution.yaml:3:7 title：是空的 → 写上内容',
      'solution.yaml:3:7 title: it is empty → fill it in',
    ],
    [
      'empty text',
      changed('title: 检修台', "title: ''"),
      'solution.yaml:3:8 title：是空的 → 写上内容',
      'solution.yaml:3:8 title: it is empty → fill it in',
    ],
    [
      'a number for a text',
      changed('title: 检修台', 'title: 012'),
      'solution.yaml:3:8 title：这里写的是 12 → 应为文字',
      'solution.yaml:3:8 title: it is 12 → it must be text',
    ],
    [
      'a list for a text',
      changed('title: 检修台', 'title: [检修台]'),
      'solution.yaml:3:8 title：这里写的是 […] → 应为文字',
      'solution.yaml:3:8 title: it is […] → it must be text',
    ],
    [
      'a text in one language of two',
      changed('title: 检修台', 'title:\n  zh: 检修台'),
      'solution.yaml:4:3 title.en：缺少“en” → 补上这一项',
      'solution.yaml:4:3 title.en: "en" is missing → add it',
    ],
    [
      'a name with capitals and blanks',
      changed('name: desk', 'name: Desk 1'),
      'solution.yaml:2:7 name：这里写的是 "Desk 1" → 应为小写字母开头，只含小写字母、数字和连字符',
      'solution.yaml:2:7 name: it is "Desk 1" → it must be lower case letters, digits and hyphens, beginning with a letter',
    ],
    [
      'a version that is not known',
      changed('kaiwu: 1', 'kaiwu: 2'),
      'solution.yaml:1:8 kaiwu：这里写的是 2 → 应为1',
      'solution.yaml:1:8 kaiwu: it is 2 → it must be 1',
    ],
    [
      'a language that is not spoken',
      `${good}language: fr\n`,
      'solution.yaml:11:11 language：这里写的是 "fr" → 应为zh 或 en',
      'solution.yaml:11:11 language: it is "fr" → it must be zh or en',
    ],
    [
      'a number too small',
      changed(from, `${from}    top: 0\n`),
      'solution.yaml:8:10 knowledge.manuals.top：这里写的是 0 → 应为不小于 1 的数',
      'solution.yaml:8:10 knowledge.manuals.top: it is 0 → it must be a number not below 1',
    ],
    [
      'a number too large',
      changed(from, `${from}    top: 51\n`),
      'solution.yaml:8:10 knowledge.manuals.top：这里写的是 51 → 应为不大于 50 的数',
      'solution.yaml:8:10 knowledge.manuals.top: it is 51 → it must be a number not above 50',
    ],
    [
      'part of a number',
      changed(from, `${from}    top: 6.5\n`),
      'solution.yaml:8:10 knowledge.manuals.top：这里写的是 6.5 → 应为整数',
      'solution.yaml:8:10 knowledge.manuals.top: it is 6.5 → it must be a whole number',
    ],
    [
      'a word for a number',
      changed(from, `${from}    top: six\n`),
      'solution.yaml:8:10 knowledge.manuals.top：这里写的是 "six" → 应为数字',
      'solution.yaml:8:10 knowledge.manuals.top: it is "six" → it must be a number',
    ],
    [
      'a number in a list of patterns',
      changed('from: knowledge/**', 'from: [knowledge/a, 3]'),
      'solution.yaml:7:25 knowledge.manuals.from.1：这里写的是 3 → 应为文字',
      'solution.yaml:7:25 knowledge.manuals.from.1: it is 3 → it must be text',
    ],
    [
      'a knowledge with capitals',
      changed('  manuals:', '  Manuals:').replace('find: manuals', 'find: Manuals'),
      'solution.yaml:6:3 knowledge.Manuals：这里写的是 "Manuals" → 应为小写字母开头，只含小写字母、数字和连字符',
      'solution.yaml:6:3 knowledge.Manuals: it is "Manuals" → it must be lower case letters, digits and hyphens, beginning with a letter',
    ],
    [
      'no knowledge at all',
      changed(manuals, '  {}\n'),
      'solution.yaml:6:3 knowledge：是空的 → 写上内容',
      'solution.yaml:6:3 knowledge: it is empty → fill it in',
    ],
    [
      'a list of knowledge',
      changed(manuals, '  - manuals\n'),
      'solution.yaml:6:3 knowledge：这里写的是 […] → 应为一组“键: 值”',
      'solution.yaml:6:3 knowledge: it is […] → it must be a group of key: value lines',
    ],
    [
      'a pattern for a knowledge',
      changed(manuals, '  manuals: knowledge/**\n'),
      'solution.yaml:6:12 knowledge.manuals：这里写的是 "knowledge/**" → 应为一组“键: 值”',
      'solution.yaml:6:12 knowledge.manuals: it is "knowledge/**" → it must be a group of key: value lines',
    ],
    [
      'a flow without steps',
      changed(steps, '  []\n'),
      'solution.yaml:9:3 flow：是空的 → 写上内容',
      'solution.yaml:9:3 flow: it is empty → fill it in',
    ],
    [
      'a flow that is no list',
      changed(steps, '  find: manuals\n'),
      'solution.yaml:9:3 flow：这里写的是 {…} → 应为列表（每行以 - 开头）',
      'solution.yaml:9:3 flow: it is {…} → it must be a list (lines that begin with -)',
    ],
    [
      'a misspelt verb',
      changed('- ask:', '- aks:'),
      'solution.yaml:10:5 flow.1：没有“aks”这个步骤 → 是不是“ask”？',
      'solution.yaml:10:5 flow.1: there is no step "aks" → did you mean "ask"?',
    ],
    [
      'a verb like no other',
      changed('- ask:', '- summarise:'),
      'solution.yaml:10:5 flow.1：没有“summarise”这个步骤 → 可用：find、ask、run',
      'solution.yaml:10:5 flow.1: there is no step "summarise" → use find, ask, run',
    ],
    [
      'a step without a verb',
      changed('- ask: prompts/answer.md', '- prompts/answer.md'),
      'solution.yaml:10:5 flow.1：步骤要以动词开头 → 可用：find、ask、run',
      'solution.yaml:10:5 flow.1: a step begins with its verb → use find, ask, run',
    ],
    [
      'a misspelt setting of a step',
      changed('- find: manuals', '- find: manuals\n    tpo: 3'),
      'solution.yaml:10:5 flow.0.tpo：没有“tpo”这项设置 → 是不是“top”？',
      'solution.yaml:10:5 flow.0.tpo: there is no setting "tpo" → did you mean "top"?',
    ],
    [
      'a step of nothing',
      changed('- find: manuals', '- find:'),
      'solution.yaml:9:10 flow.0.find：是空的 → 写上内容',
      'solution.yaml:9:10 flow.0.find: it is empty → fill it in',
    ],
    [
      'a number for a model',
      `${good}models:\n  chat: 3\n`,
      'solution.yaml:12:9 models.chat：这里写的是 3 → 应为模型名或一组模型设置',
      'solution.yaml:12:9 models.chat: it is 3 → it must be a model name or a group of model settings',
    ],
    [
      'a model without its name',
      `${good}models:\n  chat:\n    baseUrl: http://x/v1\n`,
      'solution.yaml:13:5 models.chat.model：缺少“model” → 补上这一项',
      'solution.yaml:13:5 models.chat.model: "model" is missing → add it',
    ],
    [
      'a misspelt setting of a model',
      `${good}${chat}    baseURL: http://x/v1\n`,
      'solution.yaml:14:5 models.chat.baseURL：没有“baseURL”这项设置 → 是不是“baseUrl”？',
      'solution.yaml:14:5 models.chat.baseURL: there is no setting "baseURL" → did you mean "baseUrl"?',
    ],
    [
      'an address without http',
      `${good}${chat}    baseUrl: api.example.com\n`,
      'solution.yaml:14:14 models.chat.baseUrl：这里写的是 "api.example.com" → 应为以 http:// 或 https:// 开头的网址',
      'solution.yaml:14:14 models.chat.baseUrl: it is "api.example.com" → it must be an address that begins with http:// or https://',
    ],
    [
      'a day that does not exist',
      `${good}${chat}    price: {currency: CNY, input: 2, output: 8, asOf: 2026-02-30}\n`,
      'solution.yaml:14:55 models.chat.price.asOf：这里写的是 "2026-02-30" → 应为形如 2026-11-22 的日期',
      'solution.yaml:14:55 models.chat.price.asOf: it is "2026-02-30" → it must be a date such as 2026-11-22',
    ],
    [
      'a gate in percent',
      `${good}evals:\n  questions: q.jsonl\n  gates:\n    hit@5: 95\n`,
      'solution.yaml:14:12 evals.gates.hit@5：这里写的是 95 → 应为不大于 1 的数',
      'solution.yaml:14:12 evals.gates.hit@5: it is 95 → it must be a number not above 1',
    ],
    [
      'questions that are no list',
      `${good}questions: 怎么办\n`,
      'solution.yaml:11:12 questions：这里写的是 "怎么办" → 应为列表（每行以 - 开头）',
      'solution.yaml:11:12 questions: it is "怎么办" → it must be a list (lines that begin with -)',
    ],
    ['an empty file', '', 'solution.yaml:1:1：是空的 → 写上内容', 'solution.yaml:1:1: it is empty → fill it in'],
    [
      'a file that is a sentence',
      '你好',
      'solution.yaml:1:1：这里写的是 "你好" → 应为一组“键: 值”',
      'solution.yaml:1:1: it is "你好" → it must be a group of key: value lines',
    ],
  ])('names the place of %s and what to do, in Chinese and English', (_, source, zh, en) => {
    expect(said(source)).toEqual([zh])
    expect(said(source, 'en')).toEqual([en])
    expect(checkManifest(source)).not.toHaveProperty('manifest')
  })

  it("never repeats a key that was written in place of its variable's name", () => {
    const problems = said(`${good}${chat}    baseUrl: http://x/v1\n    keyEnv: sk-5f1d77\n`)
    expect(problems).toEqual([
      'solution.yaml:15:13 models.chat.keyEnv：这里写的是 "…" → 应为环境变量的名字（大写字母），不是密钥本身',
    ])
  })

  it('finds all mistakes at once, in the order of the file', () => {
    expect(
      said('kaiwu: 2\nname: X\nknowledge:\n  a: {from: b, tpo: 1}\nflow:\n  - fnd: a\ncontact: 1\n').map(
        (line) => line.split('：')[0],
      ),
    ).toEqual([
      'solution.yaml:1:1 title',
      'solution.yaml:1:8 kaiwu',
      'solution.yaml:2:7 name',
      'solution.yaml:4:16 knowledge.a.tpo',
      'solution.yaml:6:5 flow.0',
      'solution.yaml:7:10 contact',
    ])
  })

  it.each(['__proto__', 'constructor', 'toString'])('takes %s for a setting that does not exist', (key) => {
    expect(said(`${good}${key}: {polluted: 1}\n`)).toEqual([
      expect.stringContaining(`solution.yaml:11:1 ${key}：没有“${key}”这项设置`),
    ])
    expect({}).not.toHaveProperty('polluted')
  })
})
