import { describe, expect, it } from 'vitest'
import { robotMessage } from './robot-message.ts'

const zh = { language: 'zh' } as const

describe('the message of a robot', () => {
  it('has the title and number of a notice, what happened, for whom, and the address', () => {
    const notice = {
      ...{ no: 'QJ-20261123-001', caseType: 'leave', title: { zh: '请假', en: 'Leave' }, kind: 'reminder' },
      what: { zh: '“答复”2026-11-25 17:00 到期', en: '"Answer", 2026-11-25 17:00, is due' },
      ...{ dueAt: '2026-11-25T09:00:00.000Z', logins: ['li', 'zhao'] },
    }
    const address = 'https://kaiwu.example.org/#/desk/cases/case_1'
    expect(robotMessage(notice, { ...zh, address })).toEqual({
      title: '请假 QJ-20261123-001',
      lines: ['“答复”2026-11-25 17:00 到期', '待办人：li、zhao'],
      link: { url: address, text: '打开业务单' },
    })
    expect(robotMessage(notice, { language: 'en' })).toEqual({
      title: 'Leave QJ-20261123-001',
      lines: ['"Answer", 2026-11-25 17:00, is due', 'For: li, zhao'],
    })
  })

  it('shows what a step sends by its keys, times by the clock, and leaves out what is empty', () => {
    const body = {
      title: '派工',
      no: 'WX-1',
      text: '主轴过热',
      due: '2026-11-25T17:00:00.000+08:00',
      设备: 'M-12',
      温度: 82.5,
      停机: true,
      空: null,
      备件: ['6205-2RS', '油封'],
      at: '2026-11-25T09:00:00Z',
      more: { a: 1 },
    }
    expect(robotMessage(body, zh).lines).toEqual([
      ...['主轴过热', '期限：2026-11-25 17:00', '设备：M-12', '温度：82.5', '停机：true', '备件：6205-2RS、油封'],
      ...['at：2026-11-25 17:00', 'more：{"a":1}'],
    ])
  })

  it('is a message whatever was put in', () => {
    const title = '业务通知'
    for (const nothing of [{}, [], null, { title: '', no: null }]) expect(robotMessage(nothing, zh)).toEqual({ title, lines: [] })
    expect(robotMessage('停机', zh)).toEqual({ title, lines: ['停机'] })
    expect(robotMessage([1, 'b'], zh)).toEqual({ title, lines: ['1、b'] })
    const hostile = JSON.parse('{"__proto__":"x","constructor":"y","toString":"z"}') as Record<string, string>
    expect(robotMessage(hostile, zh)).toEqual({ title, lines: ['＿＿proto＿＿：x', 'constructor：y', 'toString：z'] })
  })

  it('keeps its title short', () => {
    const { title } = robotMessage({ title: '长'.repeat(5_000), no: 'X-1' }, zh)
    expect([Buffer.byteLength(title), title.at(-1)]).toEqual([300, '…'])
  })
})
