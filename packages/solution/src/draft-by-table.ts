import type { Language } from '@kaiwu/core'
import { localModel } from '@kaiwu/models'
import {
  answerByTables,
  documentTables,
  mayBeCited,
  type Access,
  type Glossary,
  type Knowledge,
  type TypedTable,
} from '@kaiwu/knowledge'
import type { Draft } from './draft.ts'
import { knownDocument } from './known-document.ts'
import { citeRows, tableAnswer, type AskedDocument } from './table-citations.ts'

/** A question to the tables of a knowledge. */
export type TableAsking = Readonly<{
  question: string
  language: Language
  /** Only documents in force on this day are asked. */
  asOf: string
  /** Labels of documents that the asker may read; default none. */
  access?: Access
  /** Only these knowledges; default all. */
  names?: readonly string[]
  /** The solution's glossary. */
  synonyms?: Glossary
}>

/** Documents with tables, and the tables. */
export type TablesToAsk = Readonly<{
  tables: readonly TypedTable[]
  documentOf(table: TypedTable): AskedDocument
  /** No other document could answer. */
  alone: boolean
}>

/** The tables that may be cited on a day by somebody. */
export async function tablesToAsk(
  knowledge: Pick<Knowledge, 'documents' | 'document'>,
  asking: Omit<TableAsking, 'question' | 'language'>,
): Promise<TablesToAsk> {
  const { asOf, access = [], names } = asking
  const documents = new Map<string, AskedDocument>()
  const tables: TypedTable[] = []
  let others = 0
  for (const info of knowledge.documents(asOf, access)) {
    if (!mayBeCited(info.validity) || (names && !names.includes(info.knowledge)) || info.served === false) continue
    const document = info.hasTables ? await knownDocument(knowledge, info.id, asOf, access) : undefined
    const own = document ? documentTables(document.stored) : []
    if (!document || own.length === 0) {
      others++
      continue
    }
    documents.set(info.id, document)
    tables.push(...own)
  }
  return { tables, documentOf: ({ documentId }) => documents.get(documentId)!, alone: tables.length === 1 && others === 0 }
}

/**
 * Answers a question by a query of a table, without any model, when it surely asks for one: filters, counts, sums, the most, the
 * least, groups. Cites the rows the answer rests on; nothing when the question is one for passages.
 */
export async function tableDraft(
  knowledge: Pick<Knowledge, 'documents' | 'document'>,
  asking: TableAsking,
  toAsk?: TablesToAsk,
): Promise<Draft | undefined> {
  const { tables, documentOf, alone } = toAsk ?? (await tablesToAsk(knowledge, asking))
  const options = { alone, ...(asking.synonyms ? { synonyms: asking.synonyms } : {}) }
  const finding = answerByTables(asking.question, tables, asking.language, options)
  if (!finding) return undefined
  const { table } = finding.reading
  const document = documentOf(table)
  return {
    outcome: 'answered',
    text: finding.text,
    citations: citeRows(table, finding.cited, document),
    issues: [],
    notes: [],
    model: localModel,
    table: tableAnswer(table, finding.result, document),
  }
}
