import { checkManifest } from '@kaiwu/solution'
import { describe, expect, it } from 'vitest'
import { deskManifest } from '../test-desk.ts'
import { nameManifest } from './name-manifest.ts'

const template = `# yaml-language-server: $schema=../../packages/solution/solution.schema.json
kaiwu: 1  # 版本
name: template              # 英文标识
title: { zh: 模板, en: "A # template" }   # 页面标题
description: "名为 name: 的说明"
contact: 设备科
knowledge:
  manuals:
    title: 不要动这里
    from: knowledge/*.md
flow: [{ find: manuals }, { ask: prompts/answer.md }]
`

describe('nameManifest', () => {
  it('puts in the names and the schema, and leaves every other character as it was', () => {
    expect(nameManifest(template, { name: 'desk', title: '检修台', schema: 'solution.schema.json' })).toBe(
      template
        .replace('../../packages/solution/solution.schema.json', 'solution.schema.json')
        .replace('name: template  ', 'name: desk  ')
        .replace('title: { zh: 模板, en: "A # template" }', 'title: "检修台"'),
    )
  })

  it('keeps the title when none is given, and drops the schema line when there is no schema', () => {
    const named = nameManifest(template, { name: 'desk' })
    expect(named).toBe(template.replace(/^.*\n/, '').replace('name: template', 'name: desk'))
  })

  it('replaces a title that takes several lines', () => {
    const long = deskManifest({ title: 'title:\n  zh: 模板\n  en: Template' })
    expect(nameManifest(long, { name: 'new', title: '新' })).toBe(deskManifest({ name: 'name: new', title: 'title: "新"' }))
  })

  it.each([
    '检修 "台" # 1: {x}',
    "it's 'quoted'",
    '- a',
    '!!js/function x',
    '&anchor *alias',
    '{{question}}',
    '$& $1',
    '\\ back',
    '台\nname: evil',
  ])('keeps %j one text', (title) => {
    const { manifest, problems } = checkManifest(nameManifest(template, { name: 'desk', title }))
    expect(problems).toEqual([])
    expect(manifest).toMatchObject({ name: 'desk', title })
  })
})
