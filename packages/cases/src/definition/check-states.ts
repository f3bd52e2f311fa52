import type { CaseDefinition, CaseState } from './case-definition.ts'
import type { CaseReport } from './case-report.ts'
import { targetsOf } from './targets.ts'

type Checked = Pick<CaseDefinition, 'states' | 'start' | 'cancel'>

/** Every way leads to a state, every state can be reached and left, and nothing is approved by time running out. */
export function checkStates(report: CaseReport, { states, start, cancel }: Checked): void {
  const known = [...states.keys()]
  if (!states.has(start)) report.unknown(['start'], ['状态', 'state'], start, known)
  if (cancel && !states.has(cancel.to)) report.unknown(['cancel', 'to'], ['状态', 'state'], cancel.to, known)
  if (cancel && states.get(cancel.to)?.end === false)
    report.mistake(
      ['cancel', 'to'],
      ['取消后要到一个结束状态', 'a cancelled case ends'],
      ['给该状态写上 end: true', 'write end: true in that state'],
    )
  for (const state of states.values()) {
    for (const { to, path } of targetsOf(state)) if (!states.has(to)) report.unknown(path, ['状态', 'state'], to, known)
    checkWaits(report, state)
    checkTimeout(report, state)
  }
  if (states.has(start)) checkWays(report, { states, start, ...(cancel ? { cancel } : {}) })
}

/** A state ends the case, goes on by itself, or waits for somebody or something: one of these. */
function checkWaits(report: CaseReport, { key, end, next, actions, approval, on, timeout }: CaseState): void {
  const path = ['states', key]
  const waits = actions.size > 0 || approval !== undefined || on.size > 0
  if (end && (waits || next.length > 0 || timeout))
    report.mistake(
      path,
      [`“${key}”是结束状态，却还有出路`, `"${key}" ends the case and still has a way out`],
      ['去掉 end，或去掉出路', 'take out end, or the way out'],
    )
  if (next.length > 0 && (waits || timeout))
    report.mistake(
      [...path, 'next'],
      [
        'next 是自动往下走的；同一状态不能又等人或等事件',
        'next goes on by itself; the same state cannot wait for somebody or something',
      ],
      ['拆成两个状态', 'make two states of it'],
    )
  const last = next.at(-1)
  if (last?.when)
    report.mistake(
      [...path, 'next', next.length - 1],
      [
        '最后一条 next 带有条件：都不满足时会停在这里',
        'the last way on has a condition: where none holds the case would be stuck',
      ],
      ['加一条不带 when 的', 'add one without when'],
    )
  for (const [at, { when }] of next.slice(0, -1).entries())
    if (!when)
      report.mistake(
        [...path, 'next', at + 1],
        ['走不到这一条：前一条没有条件', 'this way is never taken: the one before has no condition'],
        ['给前一条写上 when，或删去这一条', 'give the one before a condition, or delete this one'],
      )
}

/** Time that runs out reminds, escalates or expires; it never approves. */
function checkTimeout(report: CaseReport, { key, approval, timeout }: CaseState): void {
  if (approval && timeout && timeout.to === approval.approved)
    report.mistake(
      ['states', key, 'timeout', 'to'],
      ['到时不能等于批准', 'time that runs out cannot approve'],
      ['换一个状态，例如退回或作废', 'lead to another state, such as one that returns or expires'],
    )
}

function checkWays(report: CaseReport, { states, start, cancel }: Checked): void {
  const ways = new Map([...states].map(([key, state]) => [key, targetsOf(state).map(({ to }) => to)] as const))
  const reached = reachable([start, ...(cancel ? [cancel.to] : [])], (key) => ways.get(key) ?? [])
  const back = new Map<string, string[]>()
  for (const [key, targets] of ways) for (const to of targets) back.set(to, [...(back.get(to) ?? []), key])
  const ends = [...states.values()].filter(({ end }) => end).map(({ key }) => key)
  const leaving = reachable(ends, (key) => back.get(key) ?? [])
  if (ends.length === 0)
    report.mistake(['states'], ['没有结束状态', 'no state ends the case'], ['给一个状态写上 end: true', 'write end: true in one'])
  for (const key of states.keys()) {
    if (!reached.has(key))
      report.mistake(
        ['states', key],
        [`没有一条路走到“${key}”`, `no way leads to "${key}"`],
        ['让某个状态走到这里，或删去它', 'let a state lead here, or delete it'],
      )
    else if (ends.length > 0 && !leaving.has(key))
      report.mistake(
        ['states', key],
        [`从“${key}”走不到任何结束状态`, `from "${key}" no end is ever reached`],
        ['加一条出路', 'add a way out'],
      )
  }
}

/** What can be reached from somewhere, itself included. */
export function reachable(from: readonly string[], on: (key: string) => readonly string[]): ReadonlySet<string> {
  const seen = new Set(from)
  const waiting = [...from]
  for (let key = waiting.pop(); key !== undefined; key = waiting.pop())
    for (const to of on(key))
      if (!seen.has(to)) {
        seen.add(to)
        waiting.push(to)
      }
  return seen
}
