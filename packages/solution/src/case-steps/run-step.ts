import { createHash } from 'node:crypto'
import { buffer } from 'node:stream/consumers'
import { pathToFileURL } from 'node:url'
import {
  caseDay,
  checkValues,
  filesIn,
  measureOfficial,
  type AttachedFile,
  type FieldValues,
  type JsonObject,
  type JsonValue,
  type StepOutcome,
  type StepWork,
} from '@kaiwu/cases'
import { KaiwuError, localText } from '@kaiwu/core'
import { openSolutionFolder } from '../solution-folder.ts'
import type { StepTools } from './step-tools.ts'

/** A file of a case, whole. */
export type CaseRunFile = AttachedFile & Readonly<{ content: Uint8Array }>

/** What a `run` step is given: all of it frozen, fields that are empty as null. */
export type CaseRunWork = Readonly<{
  case: Readonly<{ id: string; no: string; type: string; state: string; openedAtMs: number }>
  fields: FieldValues
  params: Readonly<Record<string, number | string | boolean>>
  /** The day it is, where the case type is at work: 2026-10-01. */
  today: string
  /** The files of a field, in the order in which they came. @throws ATTACHMENT_LOST */
  files(field: string): Promise<readonly CaseRunFile[]>
  /** Measures an official document, as `measureOfficial` of `@kaiwu/cases`: handed in, since steps import no package. */
  measureOfficial: typeof measureOfficial
  /** Aborted at the time limit, and when the process stops. */
  signal: AbortSignal
}>

/**
 * The default export of a `run` step's file: gets a case, gives values for the fields of its `into`. It may be called again for the same
 * case, after any crash. It is code of the solution, trusted like the rest of it.
 * @example
 * const due: CaseRunStep = ({ fields, today }) => ({ late: String(fields['due']) < today })
 * export default due
 */
export type CaseRunStep = (
  work: CaseRunWork,
) => Readonly<Record<string, JsonValue>> | Promise<Readonly<Record<string, JsonValue>>>

/** A step that runs TypeScript. */
export type RunForm = Readonly<{ run: string; into: readonly string[] }>

/** Runs TypeScript of the solution, and sets the fields that it may set. @throws whatever the code throws; PATH_OUTSIDE, CANCELLED */
export async function runStep(tools: StepTools, work: StepWork, { run: file, into }: RunForm): Promise<StepOutcome> {
  const { root } = tools
  const folder = openSolutionFolder(root, { manifest: false })
  // Reading it refuses what leads out of the folder, links too.
  const source = await folder.bytes(file)
  if (!source) return { failed: { zh: `没有文件 ${file}`, en: `there is no file ${file}` } }
  const { default: run } = (await import(pathToFileURL(folder.resolve(file)).href)) as { default?: unknown }
  if (typeof run !== 'function')
    return { failed: { zh: `${file} 没有默认导出函数`, en: `the default export of ${file} is no function` } }
  const given = await untilAborted(work.signal, async () => (run as CaseRunStep)(workFor(work, tools)))
  const values = plain(given)
  if (!values) return { failed: { zh: `${file} 没有返回字段的值`, en: `${file} did not return values for fields` } }
  const problems = checkValues(work.definition, into, values, work.record.fields).filter(({ field }) =>
    Object.hasOwn(values, field.split('.')[0]!),
  )
  if (problems.length > 0) {
    const said = (language: 'zh' | 'en') =>
      problems.map(({ field, message }) => `${field}: ${localText(message, language)}`).join('; ')
    return { failed: { zh: `${file}：${said('zh')}`, en: `${file}: ${said('en')}` } }
  }
  const sha256 = createHash('sha256').update(source).digest('hex')
  return {
    events: Object.keys(values).length > 0 ? [{ type: 'fieldsSet', values, by: 'step' }] : [],
    outcome: { file, sha256, set: Object.keys(values) },
  }
}

function workFor({ definition, record, signal }: StepWork, { clock, fileContent }: StepTools): CaseRunWork {
  const { id, no, caseType: type, state, startedAtMs: openedAtMs } = record
  const fields = Object.fromEntries([...definition.fields.keys()].map((key) => [key, record.fields[key] ?? null]))
  return Object.freeze({
    ...{ case: Object.freeze({ id, no, type, state, openedAtMs }), signal, today: caseDay(definition, clock.now()) },
    measureOfficial,
    files: (field: string) =>
      Promise.all(
        filesIn(record.fields, field).map(async (one) =>
          Object.freeze({ ...one, content: await buffer(fileContent(one.sha256)) }),
        ),
      ),
    fields: frozen(structuredClone(fields)),
    params: frozen(structuredClone(definition.params)),
  })
}

function frozen<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null) return value
  for (const inner of Object.values(value)) frozen(inner)
  return Object.freeze(value)
}

/** What plain data says; nothing for what is none: a list, a text, nothing at all. */
function plain(given: unknown): JsonObject | undefined {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return undefined
  return JSON.parse(JSON.stringify(given)) as JsonObject
}

/** Code that does not look at the signal is no longer waited for. @throws CANCELLED */
async function untilAborted<Result>(signal: AbortSignal, work: () => Promise<Result>): Promise<Result> {
  if (signal.aborted) throw new KaiwuError('CANCELLED')
  let leave = (): void => undefined
  const aborted = new Promise<never>((_, reject) => {
    leave = () => reject(new KaiwuError('CANCELLED'))
    signal.addEventListener('abort', leave, { once: true })
  })
  try {
    return await Promise.race([work(), aborted])
  } finally {
    signal.removeEventListener('abort', leave)
  }
}
