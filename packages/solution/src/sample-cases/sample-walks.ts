import type { FieldValues, JsonValue } from '@kaiwu/cases'
import type { Problem } from '@kaiwu/core'
import { z } from 'zod'
import { noFile } from '../no-file.ts'
import { readYaml } from '../read-yaml.ts'
import { settingProblems, type SettingsForm } from '../setting-problems.ts'
import type { SolutionFolder } from '../solution-folder.ts'

/** Where a solution keeps the walks of its sample cases. */
export const sampleWalksFile = 'data/sample-walks.yaml'

const name = z.string().min(1).max(60)
const step = z
  .strictObject({
    case: name.default('case'),
    by: name,
    start: name.exactOptional(),
    act: name.exactOptional(),
    sign: z.enum(['approve', 'reject', 'return']).exactOptional(),
    to: name.exactOptional(),
    values: z.record(z.string(), z.json()).default({}),
    row: name.exactOptional(),
    comment: z.string().min(1).exactOptional(),
    state: name.exactOptional(),
  })
  .refine(({ start, act, sign }) => [start, act, sign].filter((one) => one !== undefined).length === 1, {
    error: 'one of start, act and sign',
  })
const walk = z.strictObject({
  walk: name,
  title: z.strictObject({ zh: z.string(), en: z.string() }),
  from: z.strictObject({ file: name, take: z.int().min(1).max(500) }).exactOptional(),
  steps: z.array(step).min(1),
})
const walks = z.array(walk)

/** One thing that somebody does with a sample case: they start it, take an action, or sign. */
export type SampleStep = Readonly<{
  /** Which case of the walk, by a name of its own. */
  case: string
  /** The login of who does it. */
  by: string
  start?: string
  act?: string
  sign?: 'approve' | 'reject' | 'return'
  /** Of `return`: where to. */
  to?: string
  /**
   * What is put into the form. Texts that begin with `=` are worked out: see {@link sampleText}; people go by login, departments by key;
   * `{ each: { … } }` fills columns of the rows that are there.
   */
  values: FieldValues
  comment?: string
  /** The state that the case comes to; absent: whichever. */
  state?: string
}>

/** A way that one case or several go from their beginning, in the steps that people take. */
export type SampleWalk = Readonly<{ walk: string; title: Readonly<{ zh: string; en: string }>; steps: readonly SampleStep[] }>

/** The walks of a file, or every mistake in it. */
export type SampleWalks = Readonly<{ walks: readonly SampleWalk[]; problems: readonly Problem[] }>

/**
 * Reads the walks of a solution's sample cases; none where it has no such file. A walk `from` a file of samples, a JSON object in each line,
 * is a walk for each of its first `take` lines; a step with a `row` puts in what the line has there, and is left out where it has nothing.
 */
export async function readSampleWalks(folder: SolutionFolder): Promise<SampleWalks> {
  const text = await folder.text(sampleWalksFile)
  if (text === undefined) return { walks: [], problems: [] }
  const yaml = readYaml(text, sampleWalksFile)
  if (yaml.problems.length > 0) return { walks: [], problems: yaml.problems }
  const parsed = walks.safeParse(yaml.data)
  if (!parsed.success) return { walks: [], problems: settingProblems(parsed.error.issues, yaml, form) }
  const all = await Promise.all(parsed.data.map((one, at) => walksOf(folder, one, yaml.place([at, 'from', 'file']))))
  const problems = all.flatMap((one) => one.problems)
  return { walks: problems.length > 0 ? [] : all.flatMap((one) => one.walks), problems }
}

type Written = z.output<typeof walk>
type WrittenStep = Written['steps'][number]
type Place = Readonly<{ line: number; column: number }>

async function walksOf(folder: SolutionFolder, { from, steps, ...named }: Written, at: Place): Promise<SampleWalks> {
  if (from === undefined) return { walks: [{ ...named, steps: steps.flatMap((one) => stepOf(one, {})) }], problems: [] }
  const text = await folder.text(from.file)
  if (text === undefined) return { walks: [], problems: [missingFile(from.file, at)] }
  const lines = text.split('\n').flatMap((line, index) => (line.trim() === '' ? [] : [{ line, number: index + 1 }]))
  const read = lines.slice(0, from.take).map(({ line, number }) => ({ number, sample: sampleOf(line) }))
  const problems = read.flatMap(({ number, sample }) => (sample ? [] : [brokenLine(from.file, number)]))
  if (problems.length > 0) return { walks: [], problems }
  return {
    walks: read.map(({ sample = {} }, index) => ({
      ...named,
      walk: `${named.walk} ${index + 1}`,
      steps: steps.flatMap((one) => stepOf(one, sample)),
    })),
    problems: [],
  }
}

/** What a line of a file of samples holds. */
function sampleOf(line: string): FieldValues | undefined {
  try {
    const sample = JSON.parse(line) as JsonValue
    return typeof sample === 'object' && sample !== null && !Array.isArray(sample) ? (sample as FieldValues) : undefined
  } catch {
    return undefined
  }
}

function missingFile(file: string, at: Place): Problem {
  const [message, remedy] = noFile(file)
  return { file: sampleWalksFile, line: at.line, column: at.column, message, remedy }
}

function brokenLine(file: string, line: number): Problem {
  return {
    ...{ file, line, column: 1 },
    message: { zh: '这一行不是一个 JSON 对象', en: 'this line is not a JSON object' },
    remedy: { zh: '每行写一个完整的 {…}', en: 'write one whole {…} in each line' },
  }
}

function stepOf({ row, ...step }: WrittenStep, sample: Readonly<Record<string, JsonValue>>): readonly SampleStep[] {
  if (row === undefined) return [step]
  const values = Object.hasOwn(sample, row) ? sample[row] : null
  return typeof values === 'object' && values !== null
    ? [{ ...step, values: { ...(values as FieldValues), ...step.values } }]
    : []
}

const form: SettingsForm = {
  file: sampleWalksFile,
  schema: walks,
  page: 'docs/guide.zh-CN.md',
  choiceAt: () => undefined,
  union: () => ({ zh: '文字、数字、是否、列表或对象', en: 'text, number, yes or no, a list or an object' }),
  rule: () => ({ zh: 'start、act、sign 三选一', en: 'one of start, act and sign' }),
}

const minuteMs = 60_000
const spans = { m: minuteMs, h: 60 * minuteMs, d: 24 * 60 * minuteMs } as const
// Sample cases are of China, whatever zone the machine is in.
const zoneMs = 8 * 60 * minuteMs

/**
 * A text of a sample case, worked out: `=now`, `=now-20m`, `=now+4h` are times, `=today+3d` days, `=no zd` the number of another case of
 * the walk. Anything else is itself.
 * @param numberOf the number of a case, by its name in the walk
 * @example
 * sampleText('=today+1d', Date.parse('2026-11-23T20:00Z'), () => '') // '2026-11-25', for it is the 24th in China
 */
export function sampleText(text: string, nowMs: number, numberOf: (name: string) => string): string {
  const number = /^=no (\S+)$/.exec(text)
  if (number) return numberOf(number[1]!)
  const found = /^=(now|today)(?:([+-]\d{1,5})([mhd]))?$/.exec(text)
  if (!found) return text
  const [, what, amount = '0', unit = 'm'] = found
  const at = nowMs + Number(amount) * spans[unit as keyof typeof spans]
  return what === 'now' ? new Date(at).toISOString() : new Date(at + zoneMs).toISOString().slice(0, 10)
}

/** A value of a sample case with every text in it worked out. */
export function sampleValue(value: JsonValue, textOf: (text: string) => string): JsonValue {
  if (typeof value === 'string') return textOf(value)
  if (Array.isArray(value)) return value.map((one: JsonValue) => sampleValue(one, textOf))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, sampleValue(one, textOf)]))
}
