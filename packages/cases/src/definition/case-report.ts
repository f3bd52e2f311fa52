import { suggest, type LocalText, type Problem } from '@kaiwu/core'
import type { Duration } from '../calendar/duration.ts'
import { parseDuration } from '../calendar/parse-duration.ts'
import { parseExpression, type Expression, type TextPlace } from '../rules/expression.ts'
import type { Requirement, Within } from './case-definition.ts'

/** Where something stands in a case type: `['states', 'draft', 'actions', 'send', 'when']`. */
export type CasePath = readonly (string | number)[]

/** Says where in a file the value at a path begins. */
export type PlaceOf = (path: CasePath) => TextPlace

/** Chinese and English of one text. */
export type Said = readonly [zh: string, en: string]

/** Collects what is wrong with a case type, and reads the small languages in it. */
export class CaseReport {
  readonly problems: Problem[] = []
  private readonly placeOf: PlaceOf
  /** Every expression with its place, whose names are looked at when all fields are known. */
  readonly expressions: Readonly<{ path: CasePath; expression: Expression; also: readonly string[] }>[] = []

  constructor(placeOf: PlaceOf) {
    this.placeOf = placeOf
  }

  /** Where the value at a path stands. */
  place(path: CasePath): TextPlace {
    return { ...this.placeOf(path), setting: path.join('.') }
  }

  /** Adds a mistake at a path. */
  mistake(path: CasePath, message: Said, remedy: Said): void {
    this.problems.push({ ...this.place(path), message: text(message), remedy: text(remedy) })
  }

  /** Adds a mistake where a name means nothing, with the one that was perhaps meant. */
  unknown(path: CasePath, what: Said, name: string, known: Iterable<string>): void {
    const names = [...known]
    const near = suggest(name, names)
    const some = names.slice(0, 12)
    this.mistake(
      path,
      [`没有名为“${name}”的${what[0]}`, `there is no ${what[1]} "${name}"`],
      near
        ? [`是不是“${near}”？`, `did you mean "${near}"?`]
        : some.length > 0
          ? [`可用：${some.join('、')}`, `use ${some.join(', ')}`]
          : [`先写上这个${what[0]}`, `define this ${what[1]} first`],
    )
  }

  /** Reads a FEEL expression. @param also names it may use beside the usual ones */
  expression(path: CasePath, text: string, also: readonly string[] = []): Expression | undefined {
    const { expression, problems } = parseExpression(text, this.place(path))
    this.problems.push(...problems)
    if (expression) this.expressions.push({ path, expression, also })
    return expression
  }

  /** Reads a duration. */
  duration(path: CasePath, text: string): Duration | undefined {
    const { duration, problem } = parseDuration(text)
    if (problem) this.problems.push({ ...this.place(path), ...problem })
    return duration
  }

  /** Reads a duration, or `=` and an expression that gives minutes. */
  within(path: CasePath, text: string): Within | undefined {
    if (text.startsWith('=')) {
      const minutes = this.expression(path, text.slice(1))
      return minutes && { minutes }
    }
    const fixed = this.duration(path, text)
    return fixed && { fixed }
  }

  /** Reads conditions that must hold. */
  requirements(path: CasePath, all: readonly Readonly<{ that: string; message: LocalText }>[] = []): readonly Requirement[] {
    return all.flatMap(({ that, message }, at) => {
      const expression = this.expression([...path, at, 'that'], that)
      return expression ? [{ that: expression, message }] : []
    })
  }

  /** Reads expressions by the field they give a value to. @param also names they may use beside the usual ones */
  assignments(
    path: CasePath,
    all: Readonly<Record<string, string>> = {},
    also: readonly string[] = [],
  ): ReadonlyMap<string, Expression> {
    const read = new Map<string, Expression>()
    for (const [field, text] of Object.entries(all)) {
      const expression = this.expression([...path, field], text, also)
      if (expression) read.set(field, expression)
    }
    return read
  }
}

function text([zh, en]: Said): LocalText {
  return { zh, en }
}
