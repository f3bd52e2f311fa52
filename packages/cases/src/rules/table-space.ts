import { inSpan, type CellTest, type Span, type TestPart } from './cell-test.ts'
import type { Scalar } from './cell-literal.ts'

/** One kind of value that every cell of a column treats alike: a value, or all values between two that cells name. */
export type Atom = Readonly<
  { value: Scalar } | { above?: number | string; below?: number | string } | { other: readonly Scalar[] }
>

/** A column whose cells are literals, cut into atoms. */
export type Axis = Readonly<{
  whole: boolean
  atoms: readonly Atom[]
  /** For each rule, whether each atom passes. */
  passes: readonly Uint8Array[]
  /** For each rule, the first and the last atom that passes; [0, -1] when none does. */
  reach: readonly (readonly [first: number, last: number])[]
}>

/** What values a column can have, beside those that its cells name. */
export type AxisDomain = Readonly<{
  allowed?: CellTest
  values?: readonly Scalar[]
  min?: number
  max?: number
  whole?: boolean
  yesNo?: boolean
}>

const MOST_MARKS = 4_000_000

/**
 * Cuts a column into atoms; undefined when a cell holds FEEL or empty values, whose meaning only data can tell, and
 * `too large` when atoms and rules are too many to compare.
 */
export function axisOf(tests: readonly CellTest[], domain: AxisDomain): Axis | 'too large' | undefined {
  const parts = [...tests, ...(domain.allowed ? [domain.allowed] : [])].flatMap((test) => test.parts)
  if (parts.some((part) => part.is === 'feel' || part.is === 'empty')) return undefined
  const named = new Set<Scalar>(domain.values)
  for (const part of parts) for (const value of valuesOf(part)) named.add(value)
  for (const value of [domain.min, domain.max]) if (value !== undefined) named.add(value)
  if (domain.yesNo) for (const value of [true, false]) named.add(value)
  if (named.size * 2 * new Set(tests).size > MOST_MARKS) return 'too large'
  const spans = parts.some((part) => part.is === 'span')
  const kinds = new Set([...named].map((value) => typeof value))
  if (kinds.size > 1) return undefined
  const atoms = (
    kinds.has('number') || spans ? lineAtoms([...named] as (number | string)[], domain) : setAtoms([...named], domain)
  ).filter((atom) => isPossible(atom, domain))
  const cache = new Map<CellTest, Uint8Array>()
  const passes = tests.map((test) => {
    const found = cache.get(test) ?? Uint8Array.from(atoms, (atom) => (atomPasses(test, atom) ? 1 : 0))
    cache.set(test, found)
    return found
  })
  const reach = passes.map((marks) => [Math.max(0, marks.indexOf(1)), marks.lastIndexOf(1)] as const)
  return { whole: domain.whole ?? false, atoms, passes, reach }
}

function valuesOf(part: TestPart): readonly Scalar[] {
  if (part.is === 'value') return [part.value]
  return part.is === 'span' ? [part.span.low, part.span.high].filter((end) => end !== undefined) : []
}

/** Values in order, and the gaps between and around them. */
function lineAtoms(named: (number | string)[], domain: AxisDomain): Atom[] {
  const sorted = named.sort((a, b) => (a < b ? -1 : 1))
  const atoms: Atom[] = []
  for (const [index, value] of sorted.entries()) {
    if (index === 0) atoms.push({ below: value })
    atoms.push({ value })
    const next = sorted[index + 1]
    if (next === undefined) atoms.push({ above: value })
    else if (!(domain.whole && Number(next) - Number(value) <= 1)) atoms.push({ above: value, below: next })
  }
  return sorted.length > 0 ? atoms : [{ other: [] }]
}

function setAtoms(named: readonly Scalar[], domain: AxisDomain): Atom[] {
  const atoms: Atom[] = named.map((value) => ({ value }))
  return domain.yesNo ? atoms : [...atoms, { other: named }]
}

function isPossible(atom: Atom, domain: AxisDomain): boolean {
  if (domain.allowed && !atomPasses(domain.allowed, atom)) return false
  if (domain.values && !('value' in atom && domain.values.includes(atom.value))) return false
  const middle = insideOf(atom)
  if (middle === undefined) return true
  return !(typeof middle === 'number' && (middle < (domain.min ?? -Infinity) || middle > (domain.max ?? Infinity)))
}

function atomPasses(test: CellTest, atom: Atom): boolean {
  if (test.any) return true
  const some = test.parts.some((part) => {
    if (part.is === 'value') return 'value' in atom && atom.value === part.value
    return part.is === 'span' && spanHolds(part.span, atom)
  })
  return some !== test.not
}

function spanHolds(span: Span, atom: Atom): boolean {
  if ('value' in atom) return typeof atom.value !== 'boolean' && inSpan(atom.value, span)
  if ('other' in atom) return false
  const { above, below } = atom
  const lowHolds = span.low === undefined || (above !== undefined && above >= span.low)
  const highHolds = span.high === undefined || (below !== undefined && below <= span.high)
  return lowHolds && highHolds
}

/** A number of the atom, if it has numbers. */
function insideOf(atom: Atom): number | undefined {
  if ('value' in atom) return typeof atom.value === 'number' ? atom.value : undefined
  if ('other' in atom) return undefined
  const { above, below } = atom
  if (typeof above === 'number' && typeof below === 'number') return (above + below) / 2
  if (typeof above === 'number') return above + 1
  return typeof below === 'number' ? below - 1 : undefined
}

/** How an atom is said to people. */
export function sayAtom(atom: Atom, language: 'zh' | 'en', whole: boolean): string {
  if ('value' in atom) {
    if (typeof atom.value !== 'boolean') return String(atom.value)
    return language === 'zh' ? (atom.value ? '是' : '否') : atom.value ? 'yes' : 'no'
  }
  if ('other' in atom) return language === 'zh' ? '其他值' : 'another value'
  if (whole && typeof atom.above === 'number') return String(Math.floor(atom.above) + 1)
  if (atom.above === undefined) return `< ${atom.below}`
  return atom.below === undefined ? `> ${atom.above}` : `(${atom.above}..${atom.below})`
}
