import { basename } from 'node:path'
import { caseGraph } from '@kaiwu/cases'
import { KaiwuError } from '@kaiwu/core'
import type { CaseInfo, CaseTypeInfo } from '@kaiwu/server'
import { textOption, type Invocation } from '../command.ts'
import { loadFolder } from '../open-folder.ts'
import { readNamedFile } from '../read-named-file.ts'
import type { Terminal } from '../terminal.ts'
import { usageError } from '../usage-error.ts'
import type { SeenCase } from './case-client.ts'
import { decideCase, type Decision } from './decide-case.ts'
import { exportCase } from './export-case.ts'
import { caseIdOf, seenCase, typeOf } from './find-case.ts'
import { listCases, listTasks } from './list-cases.ts'
import { printCase } from './print-case.ts'
import type { ReachedCases } from './reach-cases.ts'
import { typedValues } from './typed-values.ts'

/** What is done with cases that have been reached. */
export type CaseAction = Readonly<{
  /** What follows the action's name; `?` for what may be left out. */
  words: readonly string[]
  changes: boolean
  run(reached: ReachedCases, words: readonly string[], invocation: Invocation, terminal: Terminal): Promise<void>
}>

/** What is told of case types, without opening anything. */
export type UnopenedAction = Readonly<{
  words: readonly string[]
  unopened(folder: string, words: readonly string[], terminal: Terminal): Promise<void>
}>

/** What is done with cases, by its name on the command line. */
export const caseActions: Readonly<Record<string, CaseAction | UnopenedAction>> = Object.freeze({
  list: { words: [], changes: false, run: ({ client }, _, invocation, terminal) => listCases(client, invocation, terminal) },
  tasks: { words: [], changes: false, run: ({ client }, _, __, terminal) => listTasks(client, terminal) },
  show: {
    words: ['case'],
    changes: false,
    async run(reached, [word = ''], _, terminal) {
      await tellAfter(reached, await caseIdOf(reached.client, word), terminal)
    },
  },
  start: {
    words: ['type'],
    changes: true,
    async run(reached, [key = ''], invocation, terminal) {
      const { client } = reached
      const fields = Object.fromEntries(await typedValues(await typeOf(client, key), client, invocation, terminal))
      const begun = await client.send<{ case: CaseInfo }>('cases', { type: key, fields })
      await tellAfter(reached, begun.case.id, terminal)
    },
  },
  act: { words: ['case', 'action'], changes: true, run: act },
  sign: { words: ['case', 'decision'], changes: true, run: sign },
  comment: {
    words: ['case', 'text'],
    changes: true,
    async run(reached, [word = '', text = ''], _, terminal) {
      const id = await caseIdOf(reached.client, word)
      await reached.client.send(`cases/${id}/comments`, { text })
      await tellAfter(reached, id, terminal)
    },
  },
  attach: {
    words: ['case', 'field', 'file'],
    changes: true,
    async run(reached, [word = '', field = '', file = ''], _, terminal) {
      const content = await readNamedFile(file)
      const id = await caseIdOf(reached.client, word)
      const form = new FormData()
      form.set('field', field)
      form.set('file', new Blob([content]), basename(file))
      await reached.client.send(`cases/${id}/files`, form)
      await tellAfter(reached, id, terminal)
    },
  },
  export: {
    words: ['case', 'folder?'],
    changes: false,
    async run({ client }, [word = '', folder], _, terminal) {
      await exportCase(client, { id: await caseIdOf(client, word), folder: folder ?? word }, terminal)
    },
  },
  graph: { words: ['type'], unopened: (folder, [key = ''], terminal) => printGraph(folder, key, terminal) },
})

/** @throws CASE_TYPE_UNKNOWN, and what loading throws */
async function printGraph(folder: string, key: string, terminal: Terminal): Promise<void> {
  const { cases } = (await loadFolder(folder, terminal)).definition
  const found = cases.find((one) => one.key === key)
  if (!found) throw new KaiwuError('CASE_TYPE_UNKNOWN', { type: key, known: cases.map((one) => one.key).join('、') })
  const graph = caseGraph(found, terminal.language)
  terminal.result({ type: key, graph })
  terminal.print(graph.trimEnd())
}

// What every case type knows, unless it has an action of that name.
const builtIn: Readonly<Record<string, Readonly<{ path: string; zh: string; en: string }>>> = {
  'by-hand': { path: 'by-hand', zh: '人工办理', en: 'do by hand what a step could not' },
  withdraw: { path: 'withdrawal', zh: '撤回', en: 'withdraw' },
  cancel: { path: 'cancellation', zh: '终止', en: 'cancel' },
}

async function act(
  reached: ReachedCases,
  [word = '', action = '']: readonly string[],
  invocation: Invocation,
  terminal: Terminal,
): Promise<void> {
  const seen = await seenCase(reached.client, word)
  const { no, state, type: key, actions } = seen.case
  const type = await typeOf(reached.client, key)
  const found = [...actions, ...(stateOf(type, seen.case)?.actions ?? [])].find((one) => one.key === action)
  const usual = Object.hasOwn(builtIn, action) ? builtIn[action] : undefined
  if (!found && !usual) throw new KaiwuError('CASE_ACTION_UNKNOWN', { no, state, action })
  const decision: Decision = found
    ? {
        what: { zh: found.title.zh, en: found.title.en },
        path: `actions/${encodeURIComponent(action)}`,
        sign: found.sign,
        body: {},
      }
    : { what: usual!, path: usual!.path, sign: 'click', body: {} }
  await decided(reached, { seen, type, decision }, invocation, terminal)
}

const signatures = {
  approve: { zh: '批准', en: 'approve' },
  reject: { zh: '不批准', en: 'reject' },
  return: { zh: '退回', en: 'return' },
} as const

async function sign(
  reached: ReachedCases,
  [word = '', decision = '']: readonly string[],
  invocation: Invocation,
  terminal: Terminal,
): Promise<void> {
  if (!Object.hasOwn(signatures, decision))
    throw usageError(terminal, {
      zh: `签批要写 approve（批准）、reject（不批准）或 return（退回），这里是“${decision}”`,
      en: `a signature is approve, reject or return; it is "${decision}"`,
    })
  const seen = await seenCase(reached.client, word)
  const type = await typeOf(reached.client, seen.case.type)
  const to = textOption(invocation, 'to')
  const signed: Decision = {
    what: signatures[decision as keyof typeof signatures],
    path: 'signature',
    sign: stateOf(type, seen.case)?.approval?.sign ?? 'click',
    body: { decision, ...(to === undefined ? {} : { to }) },
  }
  await decided(reached, { seen, type, decision: signed }, invocation, terminal)
}

async function decided(
  reached: ReachedCases,
  { seen, type, decision }: Readonly<{ seen: SeenCase; type: CaseTypeInfo; decision: Decision }>,
  invocation: Invocation,
  terminal: Terminal,
): Promise<void> {
  await decideCase({ client: reached.client, seen, type }, decision, invocation, terminal)
  await tellAfter(reached, seen.case.id, terminal)
}

function stateOf({ states }: CaseTypeInfo, { state }: CaseInfo): CaseTypeInfo['states'][number] | undefined {
  return states.find(({ key }) => key === state)
}

/** Tells how a case stands, once what follows by itself has been done. */
async function tellAfter({ client, settled }: ReachedCases, id: string, terminal: Terminal): Promise<void> {
  await settled()
  const { case: now } = await client.seen(id)
  terminal.result({ case: now })
  if (!terminal.json) printCase(now, await typeOf(client, now.type), terminal)
}
