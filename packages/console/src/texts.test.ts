import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { askTexts } from './texts/ask.ts'
import { auditTexts } from './texts/audit.ts'
import { caseTexts } from './texts/cases.ts'
import { caseWorkTexts } from './texts/case-work.ts'
import { costTexts } from './texts/cost.ts'
import { evalTexts } from './texts/evals.ts'
import { frameTexts } from './texts/frame.ts'
import { knowledgeTexts } from './texts/knowledge.ts'
import { materialTexts } from './texts/material.ts'
import { peopleTexts } from './texts/people.ts'
import { texts, writer } from './texts.ts'

function holes(text: string): readonly string[] {
  return (text.match(/\{\w+\}/g) ?? []).sort()
}

function sources(folder: URL): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.isDirectory()) return sources(new URL(`${entry.name}/`, folder))
    const isSource = /\.tsx?$/.test(entry.name) && !entry.name.endsWith('.test.ts')
    return isSource ? [readFileSync(new URL(entry.name, folder), 'utf8')] : []
  })
}

describe('texts', () => {
  it('say something in both languages, with the same holes', () => {
    for (const [key, { zh, en }] of Object.entries(texts)) {
      expect(zh.trim(), key).not.toBe('')
      expect(en.trim(), key).not.toBe('')
      expect(holes(en), key).toEqual(holes(zh))
    }
  })

  it('are in the language they claim', () => {
    for (const [key, { zh, en }] of Object.entries(texts)) {
      if (key.startsWith('otherLanguage')) continue
      expect(en, key).not.toMatch(/\p{Script=Han}|[，。：；？“”（）]/u)
      if (zh !== en) expect(zh, key).toMatch(/\p{Script=Han}/u)
    }
  })

  it('do not hide each other', () => {
    const cases = [caseTexts, caseWorkTexts, costTexts, auditTexts, evalTexts]
    const parts = [askTexts, frameTexts, materialTexts, knowledgeTexts, peopleTexts, ...cases]
    const count = parts.reduce((sum, part) => sum + Object.keys(part).length, 0)
    expect(Object.keys(texts)).toHaveLength(count)
  })

  it('are all used', () => {
    const code = sources(new URL('./', import.meta.url))
      .filter((source) => !source.includes('as const\n') || !source.includes('Texts = {'))
      .join('\n')
    const unused = Object.keys(texts).filter((key) => !new RegExp(`['"]${key}['"]`).test(code))
    const viewNames = ['ask', 'documents', 'search']
    expect(unused.filter((key) => !viewNames.includes(key))).toEqual([])
  })

  it('stand in no component: every word of the page is in the table', () => {
    for (const source of sources(new URL('./', import.meta.url))) {
      if (source.includes('Texts = {')) continue
      const code = source.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')
      expect(code.match(/\p{Script=Han}+/gu)?.filter((word) => word !== '开物') ?? []).toEqual([])
    }
  })
})

describe('writer', () => {
  it('fills the holes', () => {
    expect(writer('zh')('page', { page: 3 })).toBe('第 3 页')
    expect(writer('en')('indexingProgress', { done: 1, total: 2 })).toContain('1 of 2')
  })

  it('asks for fillings by type', () => {
    // @ts-expect-error a text with holes needs its values
    expect(writer('zh')('page')).toBe('第 {page} 页')
  })
})
