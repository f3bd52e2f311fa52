/** What a step of a case is handed, as far as the steps of this folder read it. The folder depends on no package: it runs wherever it is copied. */
export type CaseWork = Readonly<{
  fields: Readonly<Record<string, unknown>>
  params?: Readonly<Record<string, unknown>>
  /** The files of a field, the last one last. */
  files?(field: string): Promise<readonly Readonly<{ name: string; content: Uint8Array }>[]>
  /** What a Word file measures, by the names of the items; nothing for what is none. */
  measureOfficial?(content: Uint8Array): Readonly<Record<string, string>> | undefined
}>

/** The text of a field; nothing where it is empty. */
export function textOf({ fields }: Pick<CaseWork, 'fields'>, key: string): string {
  const value = fields[key]
  return typeof value === 'string' ? value : ''
}

/** The rows of a field, with the texts of their cells. */
export function rowsOf({ fields }: Pick<CaseWork, 'fields'>, key: string): readonly Readonly<Record<string, string>>[] {
  const value = fields[key]
  if (!Array.isArray(value)) return []
  return value.map((row: unknown) =>
    Object.fromEntries(Object.entries((row ?? {}) as object).map(([name, cell]) => [name, cell === null ? '' : String(cell)])),
  )
}

/** A fault of a document: the check, where, what, and what to write instead where that is certain. */
export type Fault = Readonly<{ 编号: string; 位置: string; 问题: string; 改为?: string }>
