import type { Axis } from './table-space.ts'

/** An atom of each axis, by its index. */
export type Cell = readonly number[]

/** Work left; searches end when it is used up. */
export type Effort = { left: number }

/**
 * Combinations of atoms that none of the rules covers, within the combinations that `within` covers (all, without it).
 * Atoms that the same rules cover are looked at once, and neighbours that none covers count as one, so that each example
 * stands for many combinations.
 */
export function uncovered(
  axes: readonly Axis[],
  rules: readonly number[],
  effort: Effort,
  most: number,
  within?: number,
): Cell[] {
  const found: Cell[] = []
  const seen = new Set<string>()
  const isOpen = (axis: number, atom: number): boolean => within === undefined || axes[axis]!.passes[within]![atom] === 1
  const rest = (from: number): number[] | undefined => {
    const cells: number[] = []
    for (let axis = from; axis < axes.length; axis++) {
      const atom = axes[axis]!.atoms.findIndex((_, index) => isOpen(axis, index))
      if (atom < 0) return undefined
      cells.push(atom)
    }
    return cells
  }
  const search = (axis: number, left: readonly number[], before: readonly number[]): void => {
    effort.left -= 1 + left.length
    if (effort.left < 0 || found.length >= most) return
    if (left.length === 0) {
      const tail = rest(axis)
      if (tail) found.push([...before, ...tail])
      return
    }
    if (axis === axes.length) return
    const key = `${axis}:${left.join(',')}`
    if (seen.has(key)) return
    seen.add(key)
    const groups = new Map<string, Readonly<{ atom: number; left: readonly number[] }>>()
    let bareBefore = false
    for (let atom = 0; atom < axes[axis]!.atoms.length; atom++) {
      if (!isOpen(axis, atom)) continue
      const passing = left.filter((rule) => axes[axis]!.passes[rule]![atom] === 1)
      effort.left -= left.length
      const bare = passing.length === 0
      const group = bare ? `bare ${atom}` : passing.join(',')
      const repeated = bare && bareBefore
      bareBefore = bare
      if (!repeated && !groups.has(group)) groups.set(group, { atom, left: passing })
      if (effort.left < 0) return
    }
    for (const group of groups.values()) search(axis + 1, group.left, [...before, group.atom])
  }
  search(0, rules, [])
  return found
}

/** A combination that both rules cover; undefined when there is none. */
export function shared(axes: readonly Axis[], one: number, other: number, effort: Effort): Cell | undefined {
  const cell: number[] = []
  for (const { passes, reach } of axes) {
    const [a, b] = [passes[one]!, passes[other]!]
    const last = Math.min(reach[one]![1], reach[other]![1])
    let atom = Math.max(reach[one]![0], reach[other]![0])
    const from = atom
    while (atom <= last && !(a[atom] === 1 && b[atom] === 1)) atom++
    effort.left -= 1 + atom - from
    if (atom > last) return undefined
    cell.push(atom)
  }
  return cell
}
