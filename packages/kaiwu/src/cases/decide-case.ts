import { confirm } from '@clack/prompts'
import { KaiwuError } from '@kaiwu/core'
import type { CaseInfo, CaseTypeInfo } from '@kaiwu/server'
import { textOption, type Invocation } from '../command.ts'
import { labelsOf } from '../open-folder.ts'
import { askPassword } from '../people/ask-password.ts'
import type { Terminal } from '../terminal.ts'
import { usageError } from '../usage-error.ts'
import type { CaseClient, SeenCase } from './case-client.ts'
import { printCase, printColumns, shownValue } from './print-case.ts'
import { typedValues, type Value } from './typed-values.ts'

/** What is decided: words for people, where it is sent, and what goes along. */
export type Decision = Readonly<{
  what: Readonly<{ zh: string; en: string }>
  path: string
  sign: 'click' | 'password'
  body: Readonly<Record<string, Value>>
}>

/**
 * Shows what is about to be signed, asks, and sends it, bound to what was shown.
 * @throws USAGE_INVALID where nobody can be asked and --yes is missing; CANCELLED; SERVER_REFUSED
 */
export async function decideCase(
  { client, seen, type }: Readonly<{ client: CaseClient; seen: SeenCase; type: CaseTypeInfo }>,
  { what, path, sign, body }: Decision,
  invocation: Invocation,
  terminal: Terminal,
): Promise<void> {
  const yes = invocation.options['yes'] === true
  if (!yes && !terminal.interactive)
    throw usageError(terminal, {
      zh: '要签署的内容没有人确认：请在终端里运行，或加 --yes',
      en: 'nobody is there to confirm what is signed: run it at a terminal, or add --yes',
    })
  if (sign === 'password' && client.byKey) throw new KaiwuError('CASE_SIGNATURE_BY_KEY')
  const values = await typedValues(type, client, invocation, terminal)
  const { proposals, rest } = proposalsOf(seen.case, values, invocation, terminal)
  const comment = textOption(invocation, 'comment')
  const sent = {
    ...body,
    ...(rest.size > 0 ? { values: Object.fromEntries(rest) } : {}),
    ...(proposals.length > 0 ? { proposals } : {}),
    ...(comment === undefined ? {} : { comment }),
  }
  if (!yes) await confirmShown({ one: seen.case, type, what, values, proposals }, terminal)
  const password =
    sign === 'password' ? await askPassword({ zh: '密码签署', en: 'Signed with the password' }, terminal) : undefined
  await client.send(`cases/${seen.case.id}/${path}`, { ...sent, ...(password === undefined ? {} : { password }) }, seen.tag)
}

type Decided = Readonly<{ id: string; field: string; decision: 'accepted' | 'edited' | 'rejected'; value?: Value }>

/** What becomes of the open proposals, and the values that no proposal is about. */
function proposalsOf(
  { proposals, no }: CaseInfo,
  values: ReadonlyMap<string, Value>,
  invocation: Invocation,
  terminal: Terminal,
): Readonly<{ proposals: readonly Decided[]; rest: ReadonlyMap<string, Value> }> {
  const [accept, reject] = [labelsOf(invocation, 'accept'), labelsOf(invocation, 'reject')]
  const open = new Map(
    proposals.flatMap(({ id, values: proposed, decided }) =>
      Object.keys(proposed).flatMap((field) => (decided[field] === undefined ? [[field, id] as const] : [])),
    ),
  )
  for (const field of [...accept, ...reject])
    if (field !== 'all' && !open.has(field))
      throw usageError(terminal, {
        zh: `${no} 没有对“${field}”的待定建议；有：${[...open.keys()].join('、') || '无'}`,
        en: `nothing open is proposed for "${field}" of ${no}; there is ${[...open.keys()].join(', ') || 'none'}`,
      })
  const rest = new Map(values)
  const decided = [...open].flatMap(([field, id]): Decided[] => {
    const value = rest.get(field)
    if (value !== undefined) {
      rest.delete(field)
      return [{ id, field, decision: 'edited', value }]
    }
    if (reject.includes(field) || (reject.includes('all') && !accept.includes(field)))
      return [{ id, field, decision: 'rejected' }]
    return accept.includes(field) || accept.includes('all') ? [{ id, field, decision: 'accepted' }] : []
  })
  return { proposals: decided, rest }
}

type Shown = Readonly<{
  one: CaseInfo
  type: CaseTypeInfo
  what: Decision['what']
  values: ReadonlyMap<string, Value>
  proposals: readonly Decided[]
}>

/** Shows what is decided on and how, and asks. @throws CANCELLED when the answer is no */
async function confirmShown({ one, type, what, values, proposals }: Shown, terminal: Terminal): Promise<void> {
  printCase(one, type, terminal)
  terminal.print()
  terminal.print(terminal.paint('bold', terminal.pick({ zh: `将要：${what.zh}`, en: `About to: ${what.en}` })))
  const decided = proposals.filter(({ decision }) => decision !== 'edited').map(({ field, decision }) => [field, decision])
  printColumns(
    [
      ...[...values].flatMap(([key, value]) =>
        shownValue(value, terminal)
          .split('\n')
          .map((line, at) => [at === 0 ? key : '', line]),
      ),
      ...decided,
    ],
    terminal,
  )
  const answer = await confirm({ message: terminal.pick({ zh: '确认签署？', en: 'Sign for this?' }), initialValue: false })
  if (answer !== true) throw new KaiwuError('CANCELLED')
}
