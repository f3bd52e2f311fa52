import { anonymous, type Subject } from '@kaiwu/cases'
import type { Answer, AgentStep, PreparedCase } from '@kaiwu/core'
import type { Question, Solution } from '@kaiwu/solution'
import { openFolderAs } from '../cases/serve-folder.ts'
import { textOption, type Invocation } from '../command.ts'
import { accessOf, openFolder } from '../open-folder.ts'
import { syncIfWritable } from '../sync-folder.ts'
import { withoutControls, type Terminal } from '../terminal.ts'
import { printSources } from './print-sources.ts'

/**
 * Has the assistant of a folder's solution look for itself: as somebody of it, or as nobody, who sees documents alone.
 * @throws AGENT_NONE, SERVED_ELSEWHERE, PERSON_NOT_FOUND, and what opening and answering throw
 */
export async function askAgent(
  { folder, ...question }: Question & Readonly<{ folder: string }>,
  invocation: Invocation,
  terminal: Terminal,
): Promise<void> {
  const as = textOption(invocation, 'as')
  const { solution, token } =
    as === undefined
      ? { solution: await openFolder(folder, invocation, { access: 'write-or-read', cases: true }, terminal) }
      : await openFolderAs({ folder, as }, invocation, terminal)
  const { people } = solution.work
  try {
    await syncIfWritable(solution, terminal)
    const found = token === undefined ? anonymous : await people.subjectOf({ token })
    const subject = 'refused' in found ? anonymous : found
    await printAgent(solution, { question, subject }, invocation, terminal)
  } finally {
    if (token !== undefined) await people.signOut(token)
    await solution.close()
  }
}

type Asked = Readonly<{ question: Question; subject: Subject }>

/** Steps are told as they come, the answer once it is checked. */
async function printAgent(
  solution: Solution,
  { question, subject }: Asked,
  invocation: Invocation,
  terminal: Terminal,
): Promise<void> {
  const steps = new Map<number, AgentStep>()
  const prepared: PreparedCase[] = []
  const access = subject.kind === 'anonymous' ? accessOf(invocation) : subject.labels
  let answer: Answer | undefined
  for await (const event of solution.agent({ ...question, access, signal: terminal.signal }, { subject })) {
    if (event.type === 'step') {
      steps.set(event.step.number, event.step)
      if (event.step.state !== 'running') printStep(event.step, terminal)
    } else if (event.type === 'prepared') prepared.push(event.prepared)
    else if (event.type === 'answer') ({ answer } = event)
  }
  if (!answer) throw new Error('answering ends with an answer')
  terminal.result({ answer, steps: [...steps.values()], prepared })
  terminal.print(withoutControls(answer.text))
  for (const one of prepared) printPrepared(one, terminal)
  printSources(answer, terminal)
}

function printStep({ number, tool, arguments: given, state, count, message }: AgentStep, terminal: Terminal): void {
  const call = withoutControls(`${number}. ${tool} ${given}`)
  const why = message === undefined ? '' : withoutControls(terminal.pick(message))
  if (state === 'failed') terminal.note({ zh: `${call}：没有做成，${why}`, en: `${call}: failed, ${why}` })
  else terminal.note({ zh: `${call}：得到 ${count} 项`, en: `${call}: ${count} found` })
}

function printPrepared({ caseType, title, fields }: PreparedCase, terminal: Terminal): void {
  const values = JSON.stringify(fields)
  terminal.print()
  terminal.print(
    terminal.paint(
      'bold',
      terminal.pick({ zh: '填好的表单（没有发起）', en: 'A form that was filled in (nothing was started)' }),
    ),
  )
  terminal.print(`  ${terminal.pick(title)} (${caseType}) ${withoutControls(values)}`)
}
