import { formatProblem } from '@kaiwu/core'
import { tempFolder } from '@kaiwu/testkit'
import { describe, expect, it, onTestFinished } from 'vitest'
import { readCaseFiles } from '../case-files.ts'
import { openSolutionFolder } from '../solution-folder.ts'
import { caseFile, prompt } from './test-case-desk.ts'

const steps = `
      - { find: policies, for: "{{content}}" }
      - { ask: prompts/suggest.md, into: [amount, basis] }
      - { classify: content, by: data/kinds.csv, into: kind }
      - { run: steps/work.ts, into: [day] }`
const files = {
  'solution.yaml': '',
  'cases/subsidy.yaml': caseFile(steps),
  'prompts/suggest.md': prompt,
  'data/kinds.csv': 'text,label\n垃圾没人收,环卫\n停水了,供水\n',
  'steps/work.ts': 'export default () => ({})\n',
}

async function read(changed: Readonly<Record<string, string | Uint8Array>> = {}) {
  const folder = await tempFolder({ ...files, ...changed })
  onTestFinished(() => folder.remove())
  const { cases, problems } = await readCaseFiles(openSolutionFolder(folder.path))
  return { type: cases[0], said: problems.map((problem) => formatProblem(problem, 'zh')) }
}

describe('what steps of a case type name', { timeout: 60_000 }, () => {
  it('is a part of its version: prompts and rows whole, code by its hash', async () => {
    const { type, said } = await read()
    expect(said).toEqual([])
    expect(Object.keys(type!.source.files).sort()).toEqual(['data/kinds.csv', 'prompts/suggest.md', 'steps/work.ts'])
    expect(type!.source.files['prompts/suggest.md']).toBe(prompt)
    expect(type!.source.files['steps/work.ts']).toMatch(/^sha256:[0-9a-f]{64}$/)
    for (const file of ['prompts/suggest.md', 'data/kinds.csv', 'steps/work.ts'] as const) {
      const other = await read({ [file]: file === 'data/kinds.csv' ? `${files[file]}公厕脏,环卫\n` : `${files[file]}\n// …\n` })
      expect([other.said, other.type!.hash === type!.hash]).toEqual([[], false])
    }
  })

  it('is read as Excel saves it', async () => {
    // text,label 垃圾,环卫 停水,供水 in GBK.
    const gbk = Buffer.from('746578742c6c6162656c0d0ac0acbbf82cbbb7cec00d0acda3cbae2cb9a9cbae0d0a', 'hex')
    expect((await read({ 'data/kinds.csv': gbk })).said).toEqual([])
    const quoted = '\ufefftext,label,subject\r\n"垃圾, ""很多""\r\n没人收",环卫,市容\r\n停水了,供水,\r\n'
    expect((await read({ 'data/kinds.csv': quoted })).said).toEqual([])
  })

  it.each([
    [
      'a hole that is misspelt',
      { 'prompts/suggest.md': '诉求：\n  {{contnt}}' },
      'prompts/suggest.md:2:3：没有“{{contnt}}”这个占位符 → 是不是 {{content}}？',
    ],
    [
      'a setting that is not there',
      { 'prompts/suggest.md': '{{content}} {{params.limits}}' },
      'prompts/suggest.md:1:13：没有“{{params.limits}}”这个占位符 → 是不是 {{params.limit}}？',
    ],
    [
      'a prompt without a field',
      { 'prompts/suggest.md': '{{passages}} {{today}}' },
      'prompts/suggest.md:1:1：提示词里没有一个字段',
    ],
    [
      'a hole of an answering prompt',
      { 'prompts/suggest.md': '{{content}} {{question}}' },
      'prompts/suggest.md:1:13：没有“{{question}}”这个占位符',
    ],
    [
      'a prompt that is not there',
      { 'cases/subsidy.yaml': caseFile(steps.replace('suggest.md', 'sugest.md')) },
      'cases/subsidy.yaml:24:16 states.work.steps.1.ask：没有文件 prompts/sugest.md',
    ],
    [
      'a prompt outside of the folder',
      { 'cases/subsidy.yaml': caseFile(steps.replace('prompts/suggest.md', '../suggest.md')) },
      'cases/subsidy.yaml:24:16 states.work.steps.1.ask：',
    ],
    [
      'a search for a field that is not there',
      { 'cases/subsidy.yaml': caseFile(steps.replace('{{content}}', '{{words}}')) },
      'cases/subsidy.yaml:23:32 states.work.steps.0.for：没有“{{words}}”这个占位符',
    ],
    [
      'a search for what is found',
      { 'cases/subsidy.yaml': caseFile(steps.replace('{{content}}', '{{passages}}')) },
      'cases/subsidy.yaml:23:32 states.work.steps.0.for：没有“{{passages}}”这个占位符',
    ],
    [
      'rows that are not there',
      { 'cases/subsidy.yaml': caseFile(steps.replace('kinds.csv', 'kind.csv')) },
      'cases/subsidy.yaml:25:34 states.work.steps.2.by：没有文件 data/kind.csv',
    ],
    [
      'code that is not there',
      { 'cases/subsidy.yaml': caseFile(steps.replace('work.ts', 'works.ts')) },
      'cases/subsidy.yaml:26:16 states.work.steps.3.run：没有文件 steps/works.ts',
    ],
    [
      'a label for a number',
      { 'cases/subsidy.yaml': caseFile(steps.replace('into: kind', 'into: amount')) },
      'cases/subsidy.yaml:25:56 states.work.steps.2.into：字段“amount”（number）不能由这一步建议',
    ],
    [
      'a label that the field has not',
      { 'data/kinds.csv': `${files['data/kinds.csv']}路灯不亮,市政\n` },
      'data/kinds.csv:4:1：字段里没有“市政”这个值 → 可用：环卫、供水、噪声',
    ],
    [
      'rows without labels',
      { 'data/kinds.csv': 'text,lable\n停水了,供水\n' },
      'data/kinds.csv:1:1：没有 label 列 → 表头写 text,label,subject',
    ],
    [
      'a row without its label',
      { 'data/kinds.csv': `${files['data/kinds.csv']}\n路灯不亮,\n` },
      'data/kinds.csv:5:1：这一行没有类别',
    ],
    ['a row without its text', { 'data/kinds.csv': `${files['data/kinds.csv']},环卫\n` }, 'data/kinds.csv:4:1：这一行没有文字'],
    ['one label alone', { 'data/kinds.csv': 'text,label\n停水了,供水\n' }, 'data/kinds.csv:1:1：不足两个类别，没有可分的'],
    ['a quote that is never closed', { 'data/kinds.csv': 'text,label\n"停水了,供水\n' }, 'data/kinds.csv:2:1：引号没有结束'],
  ])('is told of %s, with its place', async (_, changed, says) => {
    const { type, said } = await read(changed)
    expect(said).toEqual([expect.stringContaining(says)])
    expect(said[0]!.startsWith(says)).toBe(true)
    expect(type).toBeUndefined()
  })

  it('is told of lines that are no rows, where rows are JSON lines', async () => {
    const yaml = caseFile(steps.replace('kinds.csv', 'kinds.jsonl'))
    const right = '{"text": "垃圾没人收", "label": "环卫"}\n{"text": "停水了", "label": "供水", "subject": "家"}\n'
    expect((await read({ 'cases/subsidy.yaml': yaml, 'data/kinds.jsonl': right })).said).toEqual([])
    const wrong = `${right}{"text": 5, "label": "供水"}\nnull\n{"text": "停水了"`
    const { said } = await read({ 'cases/subsidy.yaml': yaml, 'data/kinds.jsonl': wrong })
    expect(said.map((one) => one.slice(0, 22))).toEqual([
      'data/kinds.jsonl:3:1：这',
      'data/kinds.jsonl:4:1：这',
      'data/kinds.jsonl:5:1：这',
    ])
  })
})
