import { formatMoney, type Currency } from '@kaiwu/core'
import type { EvaluationDocument, Gates, QuestionDocument } from '@kaiwu/solution'
import type { Texts } from '../command.ts'
import { columns } from '../display-width.ts'
import { withoutControls, type Terminal } from '../terminal.ts'

// A question may have many right sources; a few tell the reader where to look.
const mostSources = 3

const measureWords: Readonly<Record<keyof Gates, Texts>> = {
  'hit@5': { zh: '前五段里有正确出处', en: 'a right source among the first five passages' },
  citationPrecision: { zh: '引用中正确的比例', en: 'citations that stand in a right source' },
  coverage: { zh: '应有事实答到的比例', en: 'expected facts that the answers contain' },
  refusalPrecision: { zh: '拒答中该拒的比例', en: 'refusals that were right' },
  refusalRecall: { zh: '该拒的题拒答的比例', en: 'questions to refuse that were refused' },
}

/** Prints the measures against their gates, the questions that went wrong, and what it cost. */
export function printEvaluation(evaluation: EvaluationDocument, terminal: Terminal): void {
  const { questions, missed } = evaluation
  const wrong = questions.filter(({ right }) => !right)
  for (const question of wrong) printWrong(question, terminal)
  if (wrong.length > 0) terminal.print()
  for (const line of columns([heads[terminal.language], ...measureRows(evaluation, terminal)])) terminal.print(line)
  terminal.print()
  const right = questions.length - wrong.length
  terminal.print({
    zh: `答对 ${right}/${questions.length} 题；模型 ${evaluation.model}；${spent(evaluation).zh}`,
    en: `${right}/${questions.length} right; model ${evaluation.model}; ${spent(evaluation).en}`,
  })
  terminal.print(
    missed.length === 0
      ? terminal.paint('green', terminal.pick({ zh: '达标', en: 'Passed' }))
      : terminal.paint(
          'red',
          terminal.pick({
            zh: `未达标：${missed.map(({ gate }) => gate).join('，')}`,
            en: `Below the gate: ${missed.map(({ gate }) => gate).join(', ')}`,
          }),
        ),
  )
}

const heads: Readonly<Record<'zh' | 'en', readonly string[]>> = {
  zh: ['指标', '达到', '门槛', '', '含义'],
  en: ['measure', 'reached', 'gate', '', 'meaning'],
}

function measureRows({ measures, gates, missed }: EvaluationDocument, terminal: Terminal): string[][] {
  const names = (Object.keys(measureWords) as (keyof Gates)[]).filter(
    (name) => measures[name] !== undefined || gates[name] !== undefined,
  )
  return names.map((name) => {
    const reached = measures[name]
    const gate = gates[name]
    const mark = missed.some((miss) => miss.gate === name) ? '✗' : gate === undefined || reached === undefined ? ' ' : '✓'
    return [
      name,
      reached === undefined ? '-' : reached.toFixed(3),
      gate === undefined ? '-' : gate.toFixed(3),
      mark,
      measureWords[name][terminal.language],
    ]
  })
}

function printWrong({ id, question, expected, got }: QuestionDocument, terminal: Terminal): void {
  terminal.print(`${terminal.paint('red', '✗')} ${id} ${withoutControls(question)}`)
  terminal.print(`    ${terminal.pick({ zh: '应当：', en: 'expected: ' })}${terminal.pick(expectedText(expected))}`)
  const cited = got.citations.map(({ document, at }) => `${document} ${at}`.trim())
  const came =
    got.outcome === 'refused'
      ? { zh: '拒答', en: 'refused' }
      : { zh: `引用 ${cited.join('；') || '无'}`, en: `cited ${cited.join('; ') || 'nothing'}` }
  const missing = 'refuse' in expected || got.outcome === 'refused' ? [] : got.missingFacts
  const lacks =
    missing.length === 0 ? '' : terminal.pick({ zh: `；缺少“${missing.join('”“')}”`, en: `; lacks "${missing.join('", "')}"` })
  terminal.print(withoutControls(`    ${terminal.pick({ zh: '实际：', en: 'got: ' })}${terminal.pick(came)}${lacks}`))
}

function expectedText(expected: QuestionDocument['expected']): Texts {
  if ('refuse' in expected) return { zh: '拒答', en: 'a refusal' }
  const all = expected.sources.map(({ document, at }) => (at ? `${document} ${at}` : document))
  const sources = all.length > mostSources ? [...all.slice(0, mostSources), `…(${all.length})`] : all
  const facts = expected.contains
  return {
    zh: `引用 ${sources.join(' 或 ')}${facts.length > 0 ? `，含“${facts.join('”“')}”` : ''}`,
    en: `cite ${sources.join(' or ')}${facts.length > 0 ? `, containing "${facts.join('", "')}"` : ''}`,
  }
}

function spent({ cost, promptTokens, completionTokens }: EvaluationDocument): Texts {
  const amounts = Object.entries(cost.micros).map(([currency, micros]) => formatMoney({ micros, currency: currency as Currency }))
  const priced = amounts.join(' + ')
  const zh = [
    priced === '' ? '' : `费用 ${priced}`,
    cost.unpriced > 0 ? `${cost.unpriced} 次调用未定价` : '',
    `词元 ${promptTokens} 入 ${completionTokens} 出`,
  ]
  const en = [
    priced === '' ? '' : `cost ${priced}`,
    cost.unpriced > 0 ? `${cost.unpriced} calls unpriced` : '',
    `tokens ${promptTokens} in, ${completionTokens} out`,
  ]
  return { zh: zh.filter((part) => part !== '').join('，'), en: en.filter((part) => part !== '').join(', ') }
}
