import { caseMigrations } from '@kaiwu/cases'
import { knowledgeMigrations } from '@kaiwu/knowledge'
import type { Migration, Migrations } from '@kaiwu/store'

/**
 * The history of a solution's base: its knowledge, then people, log and cases. A base knows how many steps it has made, so a later
 * step of either comes after all that stand here.
 * @example
 * const database = await openDatabase({ folder, migrations: solutionMigrations })
 */
export const solutionMigrations: Migrations = Object.freeze({
  sqlite: inOrder(knowledgeMigrations.sqlite, caseMigrations.sqlite),
  postgres: inOrder(knowledgeMigrations.postgres, caseMigrations.postgres),
})

function inOrder(...parts: readonly (readonly Migration[])[]): readonly Migration[] {
  return Object.freeze(parts.flat())
}
