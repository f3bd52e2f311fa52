import { describe, expect, it } from 'vitest'
import { inspectionType } from '../definition/test-inspection.ts'
import { recordOf } from '../engine/apply-event.ts'
import type { CaseEvent, RecordedEvent } from '../engine/case-event.ts'
import { maskedCase, maskedEvents, maskedText, sensitiveFields } from './mask-case.ts'
import { searchTextOf } from './search-text.ts'

const was = '13900005678'
const now = '13711112222'
const started: CaseEvent = {
  ...({ type: 'started', caseType: 'inspection', definition: 'h', no: 'DJ-1', initiator: { id: 'p', name: '张三' } } as const),
  ...{ departmentId: null, fields: { phone: was, caller: '王小明珠', note: `电话 ${was}，不是 ${now}` } },
}
const file = { name: '王小明珠的病历.jpg', sha256: 'ab'.repeat(32), bytes: 7, type: 'image/jpeg' }
const happened: readonly CaseEvent[] = [
  started,
  { type: 'entered', state: 'report' },
  { type: 'fieldsSet', values: { phone: now, salary: 987_654, illness: '高' }, by: 'form' },
  {
    ...({ type: 'proposed', id: 'p1', values: { phone: now, note: `回电${now}` }, by: 'model', band: 'low' } as const),
    evidence: [{ source: 'x', quote: `${was} 与 ${now}`, verified: false }],
  },
  { type: 'proposalDecided', id: 'p1', field: 'phone', decision: 'accepted', proposed: now },
  { type: 'proposalDecided', id: 'p1', field: 'note', decision: 'accepted', proposed: `回电${now}` },
  { type: 'checked', at: 0, findings: [{ id: 'R1', severity: 'error', message: { zh: `${now} 打不通`, en: `${now} is dead` } }] },
  { type: 'commented', text: `王小明珠原来的号码 139 0000 5678` },
  { type: 'stepFailed', at: 0, verb: 'run', reason: `月薪 987654 读不出` },
  { type: 'attached', field: 'illness', file },
]
const events = happened.map((event): RecordedEvent => ({ event, atMs: 1, actor: { kind: 'person', id: 'p', name: '张三' } }))
const record = recordOf('case_1', events.slice(0, -1))!
const hidden = sensitiveFields(inspectionType)
const secrets = [was, now, '王小明珠', '987654', '139 0000 5678', '"高"']

describe('what is hidden of a case', () => {
  it('is all that is sensitive, and nothing else', () => {
    expect(hidden).toEqual(['caller', 'phone', 'salary', 'illness'])
    expect(maskedCase(inspectionType, record, [])).toBe(record)
    expect(maskedEvents(inspectionType, events, [])).toBe(events)
  })

  it('stands nowhere in the case, not even what a field held once', () => {
    const masked = maskedCase(inspectionType, record, hidden, events)
    const text = JSON.stringify(masked)
    expect(secrets.filter((secret) => text.includes(secret))).toEqual([])
    expect(masked.fields).toEqual({
      ...{ phone: '137****2222', caller: '王***', salary: '***', illness: '***' },
      note: '电话 139****5678，不是 137****2222',
    })
    expect(masked.findings[0]!.message).toEqual({ zh: '137****2222 打不通', en: '137****2222 is dead' })
    expect([masked.id, masked.no, masked.initiator, masked.proposals[0]!.decided]).toEqual([
      ...['case_1', 'DJ-1', { id: 'p', name: '张三' }],
      { phone: 'accepted', note: 'accepted' },
    ])
    expect(masked.failure!.reason).toBe('月薪 *** 读不出')
  })

  it('stands nowhere in its events, of which the rest is as it was', () => {
    const masked = maskedEvents(inspectionType, events, hidden)
    const text = JSON.stringify(masked)
    expect([...secrets, file.sha256].filter((secret) => text.includes(secret))).toEqual([])
    expect(masked.map(({ event }) => event.type)).toEqual(happened.map(({ type }) => type))
    expect(masked[4]!.event).toEqual({ type: 'proposalDecided', id: 'p1', field: 'phone', decision: 'accepted', proposed: '***' })
    expect(masked[5]!.event).toMatchObject({ decision: 'accepted', proposed: '回电137****2222' })
    expect(masked[9]!.event).toMatchObject({ field: 'illness', file: { name: '***', sha256: '***' } })
    expect(masked[2]!.event).toMatchObject({ values: { phone: '137****2222', salary: '***', illness: '***' } })
  })

  it('stands in no title and in no text that is searched', () => {
    expect(maskedText(inspectionType, record, { zh: `打 ${now}`, en: now })).toEqual({ zh: '打 137****2222', en: '137****2222' })
    const text = searchTextOf(inspectionType, record)
    expect(text.startsWith('dj-1\n电话')).toBe(true)
    expect([now, '王小明珠', '987654'].filter((secret) => text.includes(secret))).toEqual([])
  })

  it('may be what a program would stumble over', () => {
    const odd = { ...record, fields: { phone: '⟦电话1⟧', caller: '__proto__', note: '⟦phone1⟧ __proto__ constructor' } }
    const masked = maskedCase(inspectionType, odd, hidden)
    expect(JSON.stringify(masked.fields)).not.toContain('__proto__')
    expect(masked.fields['note']).toContain('⟦phone1⟧')
  })
})
