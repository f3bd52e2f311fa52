import { describe, expect, it } from 'vitest'
import type { CaseEvent, CaseInfo, CaseType } from '../http/case-contract.ts'
import { writer } from '../texts.ts'
import { changesOf } from './case-changes.ts'
import { editOf, eventWords, groupEvents } from './event-words.ts'

const both = (text: string) => ({ zh: text, en: text })
const type: CaseType = {
  ...{ key: 'leave', title: both('请假'), definition: 'd', mayStart: true, start: 'draft', cancellable: false, graph: both('') },
  fields: [{ key: 'days', type: 'number', title: both('天数'), required: true, sensitive: false }],
  states: [{ key: 'draft', title: both('填写'), end: false, actions: [], events: [] }],
  deadlines: [],
}
const event = (seq: number, name: string, detail: CaseEvent['detail'], at = '2026-11-23T00:00:00.000Z'): CaseEvent => ({
  ...{ seq, at, type: name, detail },
  actor: { kind: 'person', id: 'p1', name: '张三' },
})
const words = (one: CaseEvent) => eventWords(one, type, 'zh', writer('zh'))

describe('what happened to a case', () => {
  it('is told by the names of fields and states, with what was said', () => {
    expect(words(event(1, 'entered', { state: 'draft' }))?.words).toBe('进入“填写”')
    expect(words(event(2, 'fieldsSet', { values: { days: 3, gone: 1 }, by: 'form' }))?.words).toBe('填写 天数、gone')
    expect(words(event(3, 'signed', { decision: 'reject', comment: '请说明' }))).toEqual({ words: '不批准', said: '请说明' })
    expect(words(event(4, 'proposed', { by: 'model', values: { days: 1 } }))?.words).toContain('AI 生成')
  })

  it('leaves out what only keeps the books, and what a newer server may add', () => {
    expect(words(event(1, 'stepDone', { at: 0, verb: 'find', outcome: {} }))).toBeUndefined()
    expect(words(event(1, 'constructor', {}))).toBeUndefined()
  })

  it('is one line for what was one change', () => {
    const later = '2026-11-23T00:00:01.000Z'
    const groups = groupEvents([event(1, 'acted', {}), event(2, 'entered', {}), event(3, 'entered', {}, later)])
    expect(groups.map((group) => group.map(({ seq }) => seq))).toEqual([[1, 2], [3]])
  })

  it('shows what a person made of a proposal', () => {
    const edited = event(1, 'proposalDecided', { field: 'days', decision: 'edited', proposed: 3, value: 2 })
    expect(editOf(edited)).toEqual({ field: 'days', proposed: 3, value: 2 })
    expect(editOf(event(1, 'proposalDecided', { field: 'days', decision: 'accepted', proposed: 3 }))).toBeUndefined()
  })
})

describe('what changed while a case was looked at', () => {
  const info = { shown: 'a', state: 'draft', fields: { days: 3, note: '' }, acts: [], proposals: [] } as unknown as CaseInfo
  it('is named: state, fields, who', () => {
    const act = { what: 'draft.submit', person: { id: 'p2', name: '李四' }, at: '', decisionId: 'd1', shown: 'a' }
    const now = { ...info, shown: 'b', state: 'sent', fields: { days: 4 }, acts: [act] }
    expect(changesOf(info, now)).toEqual({ state: true, fields: ['days'], people: ['李四'], proposals: false })
  })

  it('is nothing where decisions rest on the same', () => {
    expect(changesOf(info, { ...info, events: 9 })).toBeUndefined()
  })
})
