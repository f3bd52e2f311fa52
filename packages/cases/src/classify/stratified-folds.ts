import { seededChance, shuffle } from './seeded-chance.ts'

/**
 * Deals rows into folds so that each label is spread evenly and rows of one group (the same text) stay together.
 * @param groups one key per row; equal keys go to one fold
 * @param labels one label per row; a group is dealt out by the label of its first row
 * @returns the fold of each row, from 0
 * @example
 * stratifiedFolds(['a', 'b', 'a'], [0, 1, 0], 2, 1) // rows 0 and 2 share a fold
 */
export function stratifiedFolds(
  groups: readonly string[],
  labels: readonly number[] | Int32Array,
  folds: number,
  seed: number,
): Int32Array {
  const members = new Map<string, number[]>()
  groups.forEach((group, row) => {
    const known = members.get(group)
    if (known) known.push(row)
    else members.set(group, [row])
  })
  const byLabel = new Map<number, number[][]>()
  for (const rows of members.values()) {
    const label = labels[rows[0]!]!
    const known = byLabel.get(label)
    if (known) known.push(rows)
    else byLabel.set(label, [rows])
  }
  const chance = seededChance(seed)
  const foldOf = new Int32Array(groups.length)
  let dealt = 0
  for (const label of [...byLabel.keys()].sort((a, b) => a - b)) {
    for (const rows of shuffle(byLabel.get(label)!, chance)) {
      for (const row of rows) foldOf[row] = dealt % folds
      dealt++
    }
  }
  return foldOf
}
