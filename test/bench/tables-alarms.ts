import { globSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { detectLanguage } from '@kaiwu/core'
import { loadGlossary } from './tables-glossary.ts'
import { answerByTables } from '../../packages/knowledge/src/table/answer-by-tables.ts'
import { tablesFromBytes } from './tables-from-file.ts'

/** A question of a template and what the tables of its documents made of it. */
export type TemplateOutcome = Readonly<{
  id: string
  question: string
  /** The document and place of a table are among the sources of the answer. */
  fitting: boolean
  answered: boolean
  /** Where an answer was given and words are expected: whether it holds them all. */
  right?: boolean
  table?: string
  text?: string
}>

type TemplateQuestion = Readonly<{
  id: string
  question: string
  refuse?: boolean
  sources?: readonly Readonly<{ document: string }>[]
  contains?: readonly string[]
}>

/** Asks the tables of each template the template's questions and the blind ones. */
export async function askTemplates(root: string): Promise<readonly TemplateOutcome[]> {
  const outcomes: TemplateOutcome[] = []
  for (const template of readdirSync(join(root, 'templates'))) {
    const folder = join(root, 'templates', template)
    const files = globSync('knowledge/**/*.{md,csv,xlsx,docx,html,htm}', { cwd: folder }).sort()
    const byFile = new Map<string, Awaited<ReturnType<typeof tablesFromBytes>>>()
    for (const file of files)
      byFile.set(file.replaceAll('\\', '/'), await tablesFromBytes(readFileSync(join(folder, file)), file, file))
    const tables = [...byFile.values()].flat()
    const blind = readdirSync(join(root, 'test/quality'))
      .filter((name) => name.startsWith(template))
      .map((name) => join(root, 'test/quality', name))
    const synonyms = loadGlossary(join(folder, 'glossary.csv'))
    for (const file of [join(folder, 'evals/questions.jsonl'), ...blind]) {
      for (const line of readFileSync(file, 'utf8').trim().split('\n')) {
        const asked = JSON.parse(line) as TemplateQuestion
        const finding = answerByTables(asked.question, tables, detectLanguage(asked.question), { synonyms })
        // A source may be a document with tables of its own, and the table the place that answers.
        const fitting =
          asked.sources?.some(
            ({ document }) =>
              (byFile.get(document)?.length ?? 0) > 0 && (finding === undefined || finding.reading.table.documentId === document),
          ) === true
        const right = finding && asked.contains?.every((words) => plain(finding.text).includes(plain(words)))
        outcomes.push({
          id: `${template}/${file.split('/').at(-1)}/${asked.id}`,
          question: asked.question,
          fitting,
          answered: finding !== undefined,
          ...(right === undefined ? {} : { right }),
          ...(finding ? { table: finding.reading.table.documentId, text: finding.text } : {}),
        })
      }
    }
  }
  return outcomes
}

function plain(text: string): string {
  return text.replace(/\s+/g, '')
}
