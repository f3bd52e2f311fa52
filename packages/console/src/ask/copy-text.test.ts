import type { Answer, Citation } from '@kaiwu/core'
import { describe, expect, it } from 'vitest'
import { writer } from '../texts.ts'
import { answerAsText, placeOf } from './copy-text.ts'

const citation: Citation = {
  mark: 1,
  passageId: 'p1',
  documentId: 'd1',
  document: 'policies/a.md',
  title: '云泽市人才安居补贴办法',
  number: '云政规〔2024〕6号',
  path: ['第二章　补贴标准'],
  locator: '第八条',
  page: 3,
  quote: '全日制硕士研究生，每月1200元；',
  start: 10,
  end: 26,
  verified: true,
  validity: 'in-force',
}

const answer: Answer = {
  id: 'a1',
  solution: 'government',
  question: '硕士租房补贴多少？',
  language: 'zh',
  asOf: '2026-11-22',
  outcome: 'answered',
  text: '每月1200元。[1]',
  citations: [citation, { ...citation, mark: 2, verified: false }],
  issues: [],
  notes: [],
  passages: [],
  model: 'local/extractive',
  usage: { promptTokens: 0, completionTokens: 0, estimated: false },
  elapsedMs: 23,
}

describe('a copied answer', () => {
  it('carries question, text, sources with their place, and how it was made', () => {
    const text = answerAsText(answer, writer('zh'))
    expect(text).toContain('问题: 硕士租房补贴多少？')
    expect(text).toContain('[1] 云泽市人才安居补贴办法 · 云政规〔2024〕6号 · 第二章　补贴标准 › 第八条 · 第 3 页\n    全日制硕士')
    expect(text).toContain('以上为文件原文摘录 · local/extractive · 2026-11-22')
  })

  it('says which quote was not verified, and which answer a model wrote', () => {
    const lines = answerAsText({ ...answer, model: 'deepseek/deepseek-chat' }, writer('en')).split('\n')
    expect(lines.find((line) => line.startsWith('[1]'))).not.toContain('Not verified')
    expect(lines.find((line) => line.startsWith('[2]'))).toContain('(Not verified)')
    expect(lines.at(-1)).toContain('Written by AI')
  })

  it('has no list of sources where there are none', () => {
    expect(answerAsText({ ...answer, citations: [] }, writer('zh'))).not.toContain('出处')
  })
})

describe('placeOf', () => {
  it('leaves out what is not known', () => {
    const { number: _, page: __, ...bare } = citation
    expect(placeOf({ ...bare, path: [], locator: 'E-203' }, writer('zh'))).toBe('E-203')
  })
})
