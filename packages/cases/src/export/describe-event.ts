import { localText } from '@kaiwu/core'
import { formatDuration } from '../calendar/duration.ts'
import type { CaseEvent } from '../engine/case-event.ts'
import type { ExportedEvent, ExportSource } from './export-source.ts'
import type { Show } from './show-value.ts'

type Telling = Readonly<{ show: Show; source: Pick<ExportSource, 'definition' | 'language'>; state: string }>
type Tellers = { readonly [Type in CaseEvent['type']]: (event: Extract<CaseEvent, { type: Type }>, telling: Telling) => string }

/** What happened, in one sentence for each event, with what people said. */
export function describeEvent(
  { event, state }: Pick<ExportedEvent, 'event' | 'state'>,
  show: Show,
  source: Telling['source'],
): string {
  const tell = tellers[event.type] as (one: CaseEvent, telling: Telling) => string
  return tell(event, { show, source, state })
}

/** What an action of a state is called. */
export function actionTitle({ definition, language }: Telling['source'], state: string, action: string): string {
  return localText(definition.states.get(state)?.actions.get(action)?.title ?? action, language)
}

const said = (text: string, comment: string | undefined): string => (comment ? `${text}\n${comment}` : text)
const fieldsOf = (values: object, { show }: Telling): string => Object.keys(values).map(show.field).join('、')
const deadlineOf = (key: string, { source: { definition, language } }: Telling): string =>
  localText(definition.deadlines.get(key)?.title ?? key, language)

const tellers: Tellers = {
  started: ({ no }, { show }) => show.both(`发起，编号 ${no}`, `Started as ${no}`),
  entered: ({ state }, { show }) => show.both(`进入“${show.state(state)}”`, `Came to "${show.state(state)}"`),
  stepDone: ({ at, verb }, { show }) => show.both(`第 ${at + 1} 步 ${verb} 完成`, `Step ${at + 1}, ${verb}, done`),
  stepFailed: ({ at, verb, reason }, { show, source }) =>
    said(show.both(`第 ${at + 1} 步 ${verb} 未完成`, `Step ${at + 1}, ${verb}, failed`), localText(reason, source.language)),
  stepByHand: ({ at, verb, comment }, { show }) =>
    said(show.both(`第 ${at + 1} 步 ${verb} 由人工完成`, `Step ${at + 1}, ${verb}, done by hand`), comment),
  fieldsSet: ({ values }, telling) =>
    telling.show.both(`填写：${fieldsOf(values, telling)}`, `Filled in: ${fieldsOf(values, telling)}`),
  proposed: ({ by, values }, telling) =>
    `${telling.show.word('proposal')} (${telling.show.word(by)})：${fieldsOf(values, telling)}`,
  proposalDecided: ({ field, decision }, { show }) => `${show.word('proposal')} “${show.field(field)}”：${show.word(decision)}`,
  checked: ({ at, findings }, { show }) =>
    show.both(`第 ${at + 1} 步 check：${findings.length} 项`, `Step ${at + 1}, check: ${findings.length} finding(s)`),
  acted: ({ action, comment }, { show, source, state }) =>
    said(`${show.word('what')}：${actionTitle(source, state, action)}`, comment),
  signed: ({ decision, comment }, { show }) => said(`${show.word('signatures')}：${show.word(decision)}`, comment),
  delegated: ({ to, comment }, { show }) => said(show.both(`转交 ${to.name} 签署`, `Handed over to ${to.name} to sign`), comment),
  signerAdded: ({ to, comment }, { show }) => said(show.both(`加签 ${to.name}`, `Added ${to.name} as a signer`), comment),
  withdrawn: ({ comment }, { show }) => said(show.both('撤回', 'Withdrawn'), comment),
  received: ({ event }, { show }) => show.both(`收到外部事件 ${event}`, `Heard of ${event}`),
  timedOut: (_, { show }) => show.both('超时', 'Time ran out'),
  sent: ({ target }, { show }) => show.both(`发往 ${target}`, `Sent to ${target}`),
  delivered: ({ key }, { show }) => show.both(`已送达 ${key}`, `Delivered: ${key}`),
  deliveryFailed: ({ key, reason }, { show }) => said(show.both(`未送达 ${key}`, `Not delivered: ${key}`), reason),
  reminded: ({ deadline, dueAtMs }, telling) =>
    telling.show.both(
      `提醒：${deadlineOf(deadline, telling)}，${telling.show.time(dueAtMs)} 截止`,
      `Reminder: ${deadlineOf(deadline, telling)}, due ${telling.show.time(dueAtMs)}`,
    ),
  overdue: ({ deadline }, telling) =>
    telling.show.both(`逾期：${deadlineOf(deadline, telling)}`, `Overdue: ${deadlineOf(deadline, telling)}`),
  extended: ({ deadline, within, comment }, telling) => {
    const length = formatDuration(within, telling.source.language)
    const what = deadlineOf(deadline, telling)
    return said(telling.show.both(`延长 ${what} ${length}`, `Extended ${what} by ${length}`), comment)
  },
  commented: ({ text }, { show }) => said(show.word('comment'), text),
  attached: ({ field, file }, { show }) =>
    show.both(`加附件“${show.field(field)}”：${file.name}`, `Attached to "${show.field(field)}": ${file.name}`),
  detached: ({ field, sha256 }, { show }) =>
    show.both(`移出附件“${show.field(field)}”：${sha256}`, `Taken out of "${show.field(field)}": ${sha256}`),
  exception: ({ what }, { show, source }) =>
    said(show.both('异常，等管理员处理', 'Stuck; waits for an administrator'), localText(what, source.language)),
  rerouted: ({ to, comment }, { show }) =>
    said(show.both(`改道到“${show.state(to)}”`, `Rerouted to "${show.state(to)}"`), comment),
  cancelled: ({ comment }, { show }) => said(show.both('取消', 'Cancelled'), comment),
  ended: (_, { show }) => show.both('办结', 'Ended'),
}
