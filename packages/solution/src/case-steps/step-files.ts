import { createHash } from 'node:crypto'
import { allowedValues, type CaseForm } from '@kaiwu/cases'
import type { Problem } from '@kaiwu/core'
import { holesIn, unknownHole, unknownHoles } from '../prompt-file.ts'
import { parseLabelledRows } from './labelled-rows.ts'

/** A place in a case type: `['states', 'draft', 'steps', 0, 'ask']`. */
export type StepPath = readonly (string | number)[]

/** A file that a step names, and what it is to the case type. */
export type StepFile = Readonly<{ path: StepPath; name: string; kind: 'prompt' | 'rows' | 'code' }>

/** The holes of a case's prompt that are no fields and no settings of the site. */
const caseHoles = ['passages', 'today', 'case.no'] as const

/** The files that the steps of a case type name. */
export function stepFiles({ states }: Pick<CaseForm, 'states'>): readonly StepFile[] {
  return Object.entries(states).flatMap(([state, { steps = [] }]) =>
    steps.flatMap((step, at): readonly StepFile[] => {
      const path = ['states', state, 'steps', at]
      return [
        ...('ask' in step && step.ask !== undefined ? [{ path: [...path, 'ask'], name: step.ask, kind: 'prompt' } as const] : []),
        ...('classify' in step ? [{ path: [...path, 'by'], name: step.by, kind: 'rows' } as const] : []),
        ...('run' in step ? [{ path: [...path, 'run'], name: step.run, kind: 'code' } as const] : []),
      ]
    }),
  )
}

/**
 * What stands for a file in the source of a case type, by which its versions are told apart. Prompts and labelled rows stand there whole,
 * so that a running case is asked and sorted as it began. Of code there is the hash alone: it makes a new version, but what runs is what
 * lies in the folder, so that no program is ever taken out of a database, and a mended one helps running cases too.
 */
export function asSource(kind: StepFile['kind'] | 'table', text: string): string {
  return kind === 'code' ? `sha256:${createHash('sha256').update(text).digest('hex')}` : text
}

type Checking = Readonly<{
  form: CaseForm
  files: Readonly<Record<string, string>>
  /** A mistake at a path of the case type. */
  problem: (path: StepPath, message: Problem['message'], remedy: Problem['remedy']) => Problem
}>

/** Finds the mistakes in what steps name: prompts, labelled rows, what is searched for. */
export function stepProblems(checking: Checking): readonly Problem[] {
  const named = stepFiles(checking.form)
  const seen = new Set<string>()
  return [
    ...named.flatMap((file) => {
      const text = checking.files[file.name]
      if (text === undefined) return [missing(checking, file)]
      const key = `${file.kind} ${file.name}`
      if (file.kind === 'rows') return rowProblems(checking, file, text)
      if (file.kind === 'code' || seen.has(key)) return []
      seen.add(key)
      return promptProblems(checking, file, text)
    }),
    ...searchProblems(checking),
    ...fieldProblems(checking),
  ]
}

/** The names that the texts of a case type may have filled in. */
function knownHoles({ fields, params = {} }: CaseForm): readonly string[] {
  return [...Object.keys(fields), ...Object.keys(params).map((name) => `params.${name}`), ...caseHoles]
}

function missing({ problem }: Checking, { path, name }: StepFile): Problem {
  return problem(
    path,
    { zh: `没有文件 ${name}`, en: `there is no file ${name}` },
    { zh: '放上这个文件，或改正路径', en: 'put the file there, or correct the path' },
  )
}

function promptProblems({ form }: Checking, { name: file }: StepFile, text: string): readonly Problem[] {
  const holes = holesIn(text)
  const unknown = unknownHoles(holes, file, knownHoles(form))
  if (unknown.length > 0 || holes.some(({ name }) => Object.hasOwn(form.fields, name))) return unknown
  return [
    {
      ...{ file, line: 1, column: 1 },
      message: { zh: '提示词里没有一个字段', en: 'the prompt has no field of the case' },
      remedy: {
        zh: `写上字段，如 {{${Object.keys(form.fields)[0] ?? ''}}}，模型才看得到`,
        en: `write one in, such as {{${Object.keys(form.fields)[0] ?? ''}}}, or the model never sees it`,
      },
    },
  ]
}

function rowProblems({ form, files }: Checking, { path, name: file }: StepFile, text: string): readonly Problem[] {
  const { rows, lines, problems } = parseLabelledRows(text, file)
  const [, state, , at] = path
  const step = form.states[String(state)]?.steps?.[Number(at)]
  const into = step && 'classify' in step ? form.fields[step.into] : undefined
  const allowed = allowedValues({ source: { form, files } }, into?.values)
  if (problems.length > 0 || into?.type !== 'choice' || allowed.length === 0) return problems
  const foreign = new Map(rows.map(({ label }, index) => [label, lines[index]!] as const).toReversed())
  return [...foreign].flatMap(([label, line]) =>
    allowed.includes(label)
      ? []
      : [
          {
            ...{ file, line, column: 1 },
            message: { zh: `字段里没有“${label}”这个值`, en: `the field has no value "${label}"` },
            remedy: { zh: `可用：${allowed.slice(0, 12).join('、')}`, en: `use ${allowed.slice(0, 12).join(', ')}` },
          },
        ],
  )
}

/** What is searched for holds no passages: they are what is found. */
function searchProblems({ form, problem }: Checking): readonly Problem[] {
  const known = knownHoles(form).filter((name) => name !== 'passages')
  return Object.entries(form.states).flatMap(([state, { steps = [] }]) =>
    steps.flatMap((step, at) =>
      'find' in step
        ? holesIn(step.for).flatMap(({ name }) => {
            const said = unknownHole(name, known)
            return said ? [problem(['states', state, 'steps', at, 'for'], said.message, said.remedy)] : []
          })
        : [],
    ),
  )
}

const labelTypes = new Set(['text', 'longText', 'choice'])

/** No model gives files, and a label is a text. */
function fieldProblems({ form, problem }: Checking): readonly Problem[] {
  return Object.entries(form.states).flatMap(([state, { steps = [] }]) =>
    steps.flatMap((step, at) => {
      if (!('ask' in step || 'classify' in step)) return []
      const isLabel = 'classify' in step
      return [step.into].flat().flatMap((name) => {
        const type = form.fields[name]?.type
        if (type === undefined || (isLabel ? labelTypes.has(type) : type !== 'files')) return []
        return [
          problem(
            ['states', state, 'steps', at, 'into'],
            { zh: `字段“${name}”（${type}）不能由这一步建议`, en: `this step cannot propose the field "${name}" (${type})` },
            isLabel
              ? { zh: '用 choice 或 text 字段', en: 'use a field of choice or text' }
              : { zh: '附件由人上传；换一个字段', en: 'files come from people; use another field' },
          ),
        ]
      })
    }),
  )
}
