/**
 * `npm run bench -- tables --data DIR [--table FILE] [--json] [--show]`: questions to tables, answered offline.
 *
 * DIR holds `queries.jsonl` (question, categories, nuggets: facts that an answer must hold) and the table. Measured are
 * - the share of nuggets in the answers. A nugget counts when all of its content words and numbers stand in the answer's text: words
 *   as stems, without stop words and the framing words of `tables-nuggets.ts`, `sub-component` and `subcomponent` alike; a decimal
 *   number when one in the answer rounds to it; a nugget that denies something only when the answer says no as well. Strict: all of
 *   that in one line of the answer. A question without a sure reading has no answer and no nugget: it needs a model.
 * - the project's own questions of `test/quality/tables.jsonl`: exactly the expected rows
 * - questions of `test/quality/tables-adversarial.jsonl` that no table answers by rules, or only with the rows given there
 * - the time for which questions to the manufacturing template hold the event loop, also with a table of 10,000 rows beside it; it
 *   depends on the machine and has no floor
 * - false alarms: questions of the templates answered from a table that is none of their sources
 * Exits 1 when fewer than 0.6 of the nuggets are found, more than 0.02 of the templates' questions give a false alarm, fewer than 36
 * own questions are right, or one answer to a question of the project is wrong.
 */
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { closeReaders } from '@kaiwu/knowledge'
import { answerByTables } from '../../packages/knowledge/src/table/answer-by-tables.ts'
import { readTableQuestion } from '../../packages/knowledge/src/table/read-question.ts'
import { askTemplates } from './tables-alarms.ts'
import { tablesFromBytes } from './tables-from-file.ts'
import { holdsNugget, missingWords, type Nugget } from './tables-nuggets.ts'
import { measureTableSpeed } from './tables-speed.ts'
import { askOwnQuestions, type OwnOutcome } from './tables-own.ts'

const floors = { nuggets: 0.6, falseAlarms: 0.02, ownRight: 36, ownWrong: 0, adversarialWrong: 0 }
const root = join(import.meta.dirname, '../..')

type Query = Readonly<{ id: string; text: string; categories: string; nuggets: readonly Nugget[] }>
type Outcome = Readonly<{
  id: string
  question: string
  categories: string
  needsModel: boolean
  sql?: string
  parameters?: readonly (string | number)[]
  unread?: readonly string[]
  text?: string
  nuggets: readonly Readonly<Nugget & { found: boolean; strict: boolean }>[]
}>

function readOptions(): { data: string; table: string; json: boolean; show: boolean } | undefined {
  try {
    const { values } = parseArgs({
      options: { data: { type: 'string' }, table: { type: 'string' }, json: { type: 'boolean' }, show: { type: 'boolean' } },
    })
    const { json = false, show = false } = values
    const data = [values.data ?? '', join(values.data ?? '', 'fmea-mining')].find((one) => existsSync(join(one, 'queries.jsonl')))
    const table = data === undefined ? undefined : (values.table ?? tableIn(data))
    if (data === undefined || table === undefined || !existsSync(join(data, table))) return undefined
    return { data, table, json, show }
  } catch {
    return undefined
  }
}

/** The table of a folder that names none: the one with its merged cells filled, else the largest. */
function tableIn(folder: string): string | undefined {
  const tables = readdirSync(folder).filter((name) => /\.(?:csv|xlsx)$/.test(name))
  const size = (name: string): number => statSync(join(folder, name)).size
  return tables.find((name) => name === 'fmea_dataset_filled.csv') ?? tables.sort((a, b) => size(b) - size(a))[0]
}

async function askQueries(data: string, table: string): Promise<readonly Outcome[]> {
  const tables = await tablesFromBytes(readFileSync(join(data, table)), table, table.replace(/\.[^.]+$/, ''))
  const queries = readFileSync(join(data, 'queries.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Query)
  return queries.map(({ id, text: question, categories, nuggets }) => {
    const finding = answerByTables(question, tables, 'en', { alone: true })
    const text = finding?.text ?? ''
    const unread = finding ? [] : (readTableQuestion(question, tables)?.unread ?? [])
    return {
      id,
      question,
      categories,
      needsModel: finding === undefined,
      ...(finding ? { sql: finding.result.sql, parameters: finding.result.parameters, text } : { unread }),
      nuggets: nuggets.map((nugget) => ({ ...nugget, ...holdsNugget(text, nugget.nugget) })),
    }
  })
}

function count(outcomes: readonly OwnOutcome[], kind: 'right' | 'wrong'): number {
  return outcomes.filter((one) => one[kind]).length
}

function share(part: number, of: number): number {
  return of === 0 ? 0 : Math.round((part / of) * 1000) / 1000
}

const options = readOptions()
if (!options) {
  console.error('npm run bench -- tables --data DIR [--table FILE] [--json] [--show]: DIR holds queries.jsonl and the table')
  process.exitCode = 2
} else {
  const { data, table, json, show } = options
  const outcomes = await askQueries(data, table)
  const quality = ['tables.jsonl', 'tables-adversarial.jsonl'].map((name) => join(root, 'test/quality', name))
  const asked = await askOwnQuestions(quality, root)
  const own = asked.filter(({ set }) => set !== 'adversarial')
  const adversarial = asked.filter(({ set }) => set === 'adversarial')
  const templates = await askTemplates(root)
  const speed = [await measureTableSpeed(root, 0), await measureTableSpeed(root, 10_000)]
  await closeReaders()
  const nuggets = outcomes.flatMap((outcome) => outcome.nuggets)
  const essential = nuggets.filter(({ status }) => status === 'ESSENTIAL')
  const unfitting = templates.filter(({ fitting, answered }) => !fitting || !answered)
  const alarms = templates.filter(({ fitting, answered }) => answered && !fitting)
  const rightOf = (set: string): string => {
    const ofSet = own.filter((one) => one.set === set)
    return `${ofSet.filter(({ right }) => right).length} of ${ofSet.length}`
  }
  const figures = {
    table,
    questions: outcomes.length,
    answered: outcomes.filter(({ needsModel }) => !needsModel).length,
    nuggets: nuggets.length,
    recall: share(nuggets.filter(({ found }) => found).length, nuggets.length),
    recallEssential: share(essential.filter(({ found }) => found).length, essential.length),
    recallStrict: share(nuggets.filter(({ strict }) => strict).length, nuggets.length),
    recallEssentialStrict: share(essential.filter(({ strict }) => strict).length, essential.length),
    own: { first: rightOf('first'), second: rightOf('second'), right: count(own, 'right'), wrong: count(own, 'wrong') },
    adversarial: {
      questions: adversarial.length,
      wrong: count(adversarial, 'wrong'),
      refused: adversarial.filter(({ sql }) => sql === undefined).length,
    },
    speed,
    templates: {
      questions: templates.length,
      answered: templates.filter(({ answered }) => answered).length,
      wrong: templates.filter(({ right }) => right === false).length,
      falseAlarms: alarms.length,
      falseAlarmRate: share(alarms.length, unfitting.length),
    },
  }
  const missed =
    figures.recall < floors.nuggets ||
    figures.templates.falseAlarmRate > floors.falseAlarms ||
    figures.own.right < floors.ownRight ||
    figures.own.wrong > floors.ownWrong ||
    figures.adversarial.wrong > floors.adversarialWrong
  if (json)
    console.log(
      JSON.stringify({
        ...figures,
        floors,
        missed,
        outcomes,
        ownOutcomes: own,
        adversarialOutcomes: adversarial,
        templateAnswers: templates.filter(({ answered }) => answered),
      }),
    )
  else {
    for (const outcome of outcomes) {
      const { id, question, categories, needsModel, sql, unread = [], nuggets: held } = outcome
      const counts = `${held.filter(({ found }) => found).length}/${held.length} nuggets, ${held.filter(({ strict }) => strict).length} strict`
      console.log(`${id.padStart(3)} ${question}\n    ${categories} · ${counts}`)
      console.log(
        needsModel ? `    needs a model${unread.length > 0 ? ` (not understood: ${unread.join(' ')})` : ''}` : `    ${sql}`,
      )
      if (!show) continue
      for (const one of held)
        if (!one.strict)
          console.log(
            `      ${one.found ? 'over lines' : 'missing'}: ${one.nugget} [${missingWords(outcome.text ?? '', one.nugget).join(' ')}]`,
          )
    }
    for (const one of own)
      if (!one.right) console.log(`own ${one.id} ${one.question}\n    wanted ${one.wanted}\n    ${one.sql ?? 'not answered'}`)
    for (const one of adversarial)
      if (one.wrong || show)
        console.log(
          `adversarial ${one.id} ${one.wrong ? 'WRONG' : one.sql === undefined ? 'refused' : 'right'} ${one.question}` +
            (one.sql === undefined ? '' : `\n    wanted ${one.wanted}\n    ${one.text?.split('\n')[0]}`),
        )
    for (const one of alarms)
      console.log(
        `false alarm ${one.id} ${one.question}\n    ${one.table}: ${one.text?.split('\n').slice(0, 2).join(' / ').slice(0, 200)}`,
      )
    if (show)
      for (const one of templates)
        if (one.answered && one.fitting)
          console.log(
            `${one.right === false ? 'WRONG' : 'ok'} ${one.id} ${one.question}\n    ${one.table}: ${one.text?.split('\n').slice(0, 3).join(' / ').slice(0, 300)}`,
          )
    console.log('\n| measure | figure |\n| --- | --- |')
    for (const [measure, figure] of Object.entries(figures))
      console.log(`| ${measure} | ${typeof figure === 'object' ? JSON.stringify(figure) : figure} |`)
    console.log(
      `needs a model: ${
        outcomes
          .filter(({ needsModel }) => needsModel)
          .map(({ id }) => id)
          .join(', ') || 'none'
      }`,
    )
  }
  process.exitCode = missed ? 1 : 0
}
