import { KaiwuError } from '@kaiwu/core'
import type { Queries } from '@kaiwu/store'
import type { CaseDefinition, CaseSource } from '../definition/case-definition.ts'
import type { CaseRecord } from '../engine/case-record.ts'
import { compileCase } from '../definition/compile-case.ts'

/**
 * The case types of a base: those of now, which new cases begin with, and every earlier version that a running case began with. A
 * version is stored with the first case that begins with it, and never changes.
 */
export class KnownDefinitions {
  private readonly now: ReadonlyMap<string, CaseDefinition>
  private readonly versions = new Map<string, CaseDefinition>()

  constructor(types: readonly CaseDefinition[]) {
    this.now = new Map(types.map((type) => [type.key, type]))
    for (const type of types) this.versions.set(type.hash, type)
  }

  /** The case types of now. */
  get types(): readonly CaseDefinition[] {
    return [...this.now.values()]
  }

  /** A case type as it is now. @throws CASE_TYPE_UNKNOWN */
  type(key: string): CaseDefinition {
    const type = this.now.get(key)
    if (!type) throw new KaiwuError('CASE_TYPE_UNKNOWN', { type: key, known: [...this.now.keys()].join('、') })
    return type
  }

  /** The version that a case began with. @throws CASE_TYPE_UNUSABLE when it is not there, or this program can no longer read it */
  async version(
    queries: Queries,
    { id, caseType, definition: hash }: Pick<CaseRecord, 'id' | 'caseType' | 'definition'>,
  ): Promise<CaseDefinition> {
    const known = this.versions.get(hash)
    if (known) return known
    const row = await queries.get<{ source: string }>('SELECT source FROM caseDefinitions WHERE hash = ?', hash)
    const definition = row && readDefinition(row.source)
    if (!definition) throw new KaiwuError('CASE_TYPE_UNUSABLE', { type: caseType, hash, id })
    this.versions.set(hash, definition)
    return definition
  }

  /** Stores a version, if it is not there. */
  async store(inside: Queries, { hash, key, source }: CaseDefinition, nowMs: number): Promise<void> {
    await inside.run(
      'INSERT INTO caseDefinitions (hash, caseType, source, atMs) VALUES (?, ?, ?, ?) ON CONFLICT (hash) DO NOTHING',
      ...[hash, key, JSON.stringify(source), nowMs],
    )
  }
}

/** A stored version; nothing where it is damaged, or written in a form that this program does not read. */
function readDefinition(source: string): CaseDefinition | undefined {
  try {
    return compileCase(JSON.parse(source) as CaseSource).definition
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) return undefined
    throw error
  }
}
