import type { CaseInfo, CaseTypeInfo } from '@kaiwu/server'
import { columns } from '../display-width.ts'
import { withoutControls, type Terminal } from '../terminal.ts'
import type { Value } from './typed-values.ts'

const bands = { high: { zh: '高', en: 'high' }, medium: { zh: '中', en: 'medium' }, low: { zh: '低', en: 'low' } } as const
const decisions = {
  accepted: { zh: '已采纳', en: 'accepted' },
  edited: { zh: '改后采纳', en: 'edited' },
  rejected: { zh: '未采纳', en: 'rejected' },
} as const

/** Prints a case as whoever asks may see it: its fields, what was found, what is proposed, what is due, and what may be done. */
export function printCase(one: CaseInfo, type: CaseTypeInfo, terminal: Terminal): void {
  const { pick, paint, print } = terminal
  const state = type.states.find(({ key }) => key === one.state)
  print(paint('bold', withoutControls(`${one.no}  ${pick(one.title)}  ${pick(state?.title ?? one.state)}`)))
  const heads = [
    [pick({ zh: '标识', en: 'id' }), one.id],
    [pick({ zh: '发起', en: 'started' }), `${one.initiator.name}  ${timeOf(one.startedAt)}`],
    ...(one.from === undefined ? [] : [[pick({ zh: '来自', en: 'from' }), one.from.no]]),
    ...(one.endedAt === undefined ? [] : [[pick({ zh: '办结', en: 'ended' }), timeOf(one.endedAt)]]),
    ...one.deadlines
      .filter(({ state: at }) => at !== 'met')
      .map((deadline) => [pick(deadline.title), dueText(deadline, terminal)]),
  ]
  printColumns(heads, terminal)
  printFields(one, type, terminal)
  for (const { id, severity, message } of one.findings)
    print(
      `${paint(severity === 'error' ? 'red' : 'yellow', severity === 'error' ? '✗' : '!')} ${id}  ${withoutControls(pick(message))}`,
    )
  printProposals(one, terminal)
  const { failure, exception } = one
  if (failure)
    print(paint('yellow', pick({ zh: `须人工办理：${pick(failure.reason)}`, en: `To be done by hand: ${pick(failure.reason)}` })))
  if (exception) print(paint('yellow', pick({ zh: `异常：${pick(exception.what)}`, en: `Stuck: ${pick(exception.what)}` })))
  for (const { person, signed } of one.seats)
    if (signed) print({ zh: `  ${signed.name} 已签`, en: `  signed by ${signed.name}` })
    else if (person) print({ zh: `  待 ${person.name} 签`, en: `  waits for ${person.name}` })
  printMay(one, terminal)
}

/** Prints the fields that hold something. */
function printFields({ fields, hidden }: CaseInfo, { fields: known }: CaseTypeInfo, terminal: Terminal): void {
  const rows = known.flatMap(({ key, title, unit }) => {
    const value = fields[key] as Value | undefined
    if (value === undefined || value === null || (Array.isArray(value) && value.length === 0)) return []
    const masked = hidden.includes(key) ? terminal.pick({ zh: '（已遮盖）', en: ' (masked)' }) : ''
    const [first = '', ...rest] = shownValue(value, terminal).split('\n')
    return [[`${terminal.pick(title)} ${key}`, `${first}${unit ? ` ${unit}` : ''}${masked}`], ...rest.map((line) => ['', line])]
  })
  printColumns(rows, terminal)
}

/** A value as people read it: files by name, a row on a line. */
export function shownValue(value: Value, terminal: Terminal): string {
  if (typeof value === 'boolean') return terminal.pick(value ? { zh: '是', en: 'yes' } : { zh: '否', en: 'no' })
  if (typeof value === 'string') return withoutControls(value)
  if (Array.isArray(value)) {
    const items = value as readonly Value[]
    if (items.every((item) => typeof item !== 'object')) return items.map((item) => shownValue(item, terminal)).join('、')
    return items.map((item, at) => `${at + 1}. ${shownValue(item, terminal)}`).join('\n')
  }
  if (typeof value !== 'object' || value === null) return String(value ?? '-')
  const entries = Object.entries(value as Readonly<Record<string, Value>>)
  const file = Object.fromEntries(entries)
  if (typeof file['sha256'] === 'string' && typeof file['name'] === 'string')
    return withoutControls(`${file['name']}  ${Number(file['bytes'])} B  sha256 ${file['sha256'].slice(0, 12)}`)
  return entries.map(([key, one]) => `${key}=${shownValue(one, terminal)}`).join('  ')
}

function printProposals({ proposals }: CaseInfo, terminal: Terminal): void {
  const { pick, paint, print } = terminal
  for (const { by, model, band, bands: each = {}, values, decided, evidence } of proposals) {
    const who = {
      model: { zh: `AI 生成（${model ?? '模型'}）`, en: `made by AI (${model ?? 'a model'})` },
      classifier: { zh: '分类器', en: 'classifier' },
      step: { zh: '程序', en: 'a step' },
    }[by]
    for (const [field, value] of Object.entries(values)) {
      const sure = bands[each[field] ?? band]
      const fate = decided[field] ? decisions[decided[field]] : { zh: '待定', en: 'open' }
      print(
        `${paint('cyan', '?')} ${field} = ${shownValue(value as Value, terminal)}  ${paint('dim', `${pick(who)}  ${pick({ zh: `把握 ${sure.zh}`, en: `confidence ${sure.en}` })}  ${pick(fate)}`)}`,
      )
    }
    for (const { where, source, quote, verified } of evidence)
      print(
        paint(
          'dim',
          withoutControls(
            `    ${verified ? '✓' : '✗'} ${where ?? source}${quote === undefined ? '' : `：“${quote.slice(0, 200)}”`}`,
          ),
        ),
      )
  }
}

function printMay({ actions, maySign }: CaseInfo, terminal: Terminal): void {
  const { pick, print } = terminal
  const rows = actions.map(({ key, title, form, sign }) => [
    key,
    pick(title),
    form.join(' '),
    sign === 'password' ? pick({ zh: '密码签署', en: 'signed with the password' }) : '',
  ])
  if (maySign) rows.push(['sign', pick({ zh: '签批', en: 'sign' }), 'approve | reject | return', ''])
  if (rows.length === 0) return
  print({ zh: '可办：', en: 'You may:' })
  printColumns(rows, terminal)
}

/** Prints rows of cells, one a line. */
export function printColumns(rows: readonly (readonly string[])[], { print }: Terminal): void {
  for (const line of columns(rows)) print(line)
}

/** An instant as people on this machine read it. */
export function timeOf(instant: string): string {
  const at = new Date(instant)
  const two = (part: number): string => String(part).padStart(2, '0')
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${two(at.getHours())}:${two(at.getMinutes())}`
}

function dueText({ state, due }: CaseInfo['deadlines'][number], { pick }: Terminal): string {
  if (due.state === 'paused') return pick({ zh: '暂停中', en: 'paused' })
  if (due.state === 'refused') return pick(due.message)
  const late = state === 'missed' ? pick({ zh: '（已逾期）', en: ' (overdue)' }) : ''
  return `${timeOf(due.dueAt)}${late}`
}
