import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { exitCodes } from '@kaiwu/core'
import type { BudgetStanding, ModelSettings } from '@kaiwu/models'
import { defineCommand, textOption, type Command, type CommandOption, type Invocation } from '../command.ts'
import { budgetsDocument, costDocument } from '../cost/cost-document.ts'
import { costSummary, type CostSummary } from '../cost/cost-figures.ts'
import { costKeys, costRequest, type CostRequest } from '../cost/cost-request.ts'
import { inOneCurrency, printBudgets, printCost, type InOneCurrency } from '../cost/print-cost.ts'
import { dataFolder, dataOption, loadFolder, type LoadedFolder } from '../open-folder.ts'
import type { Terminal } from '../terminal.ts'

/** What an operator has said about money. */
export type MoneySettings = Pick<ModelSettings, 'budgets' | 'rates' | 'currency'>

/** Where `kaiwu cost` learns about budgets and rates: the folder's `models.yaml`. */
export type ReadMoneySettings = (loaded: LoadedFolder, terminal: Terminal) => Promise<MoneySettings>

const readModelSettings: ReadMoneySettings = async ({ root }, { environment }) => {
  const { settingsFor } = await import('@kaiwu/solution')
  return settingsFor({ root, environment })
}

const options: readonly CommandOption[] = [
  {
    flags: '--by <keys>',
    text: {
      zh: `按什么汇总，用逗号分隔，默认 model；可用：${Object.keys(costKeys).join('、')}`,
      en: `what to put together by, separated by commas, default model; of ${Object.keys(costKeys).join(', ')}`,
    },
  },
  { flags: '--from <day>', text: { zh: '从这一天起，例如 2026-11-01', en: 'from this day on, such as 2026-11-01' } },
  { flags: '--to <day>', text: { zh: '到这一天为止，含这一天', en: 'up to this day and including it' } },
  { flags: '--zone <name>', text: { zh: '日期按哪个时区，默认 Asia/Shanghai', en: 'time zone of days, default Asia/Shanghai' } },
  { flags: '--format <form>', text: { zh: 'table、csv 或 json，默认 table', en: 'table, csv or json, default table' } },
  { flags: '--budgets', text: { zh: '改为显示各预算的余额', en: 'show how the budgets stand instead' } },
  { flags: '--solution <name>', text: { zh: '只算这个解决方案', en: 'count this solution only' } },
  { flags: '--case <id>', text: { zh: '只算这张业务单或这次回答', en: 'count this case or answer only' } },
  { flags: '--user <name>', text: { zh: '只算这个用户', en: 'count this user only' } },
  { flags: '--department <name>', text: { zh: '只算这个部门', en: 'count this department only' } },
  {
    flags: '--key <name>',
    text: { zh: '只算网关的这个密钥（写它的名字）', en: 'count this key of the gateway only, by its name' },
  },
  { flags: '--model <ref>', text: { zh: '只算这个模型，写 provider/model', en: 'count this model only, as provider/model' } },
  dataOption,
]

/** Makes `kaiwu cost`. @param readSettings where budgets and rates come from */
export function costCommand(readSettings: ReadMoneySettings = readModelSettings): Command {
  return defineCommand({
    name: 'cost',
    summary: { zh: '汇总模型调用花了多少钱', en: 'add up what calls to models cost' },
    about: {
      zh: '按模型、部门、日期等汇总账本里的每次调用：次数、词元、费用、缓存节省，以及平均每张业务单（每次回答）的费用。\n未定价的调用单独列出，绝不算作 0；不同币种不相加，除非 models.yaml 写明了汇率。',
      en: 'Adds up the calls in the ledger by model, department, day and so on: how many, tokens, cost, what the cache saved, and what one case (one answer) cost on average.\nUnpriced calls are shown as such and never as 0; currencies are not added up unless models.yaml states their rate.',
    },
    arguments: [
      {
        name: 'folder',
        form: 'optional',
        text: { zh: '解决方案的文件夹，默认当前文件夹', en: 'folder of the solution, default the current one' },
      },
    ],
    options,
    examples: [
      {
        line: 'cost --by department,model --from 2026-11-01 --to 2026-11-30',
        text: { zh: '十一月各部门在各模型上的费用', en: 'November by department and model' },
      },
      {
        line: 'cost --by case --format csv > cost.csv',
        text: { zh: '每张业务单的费用，用 Excel 打开', en: 'each case, for Excel' },
      },
      { line: 'cost --budgets', text: { zh: '各预算还剩多少', en: 'what is left of the budgets' } },
    ],
    exits: [exitCodes.author, exitCodes.operator],
    run: (invocation, terminal) => runCost(invocation, terminal, readSettings),
  })
}

/** `kaiwu cost`: what calls to models cost. */
export const cost = costCommand(async ({ root }, { environment }) =>
  (await import('@kaiwu/solution')).settingsFor({ root, environment }),
)

async function runCost(invocation: Invocation, terminal: Terminal, readSettings: ReadMoneySettings): Promise<number> {
  const { isTimeZone, ledgerFile, openLedger, startOfDay, totalIn } = await import('@kaiwu/models')
  const request = costRequest(invocation, terminal, { isTimeZone, startOfDay })
  const loaded = await loadFolder(invocation.words[0] ?? '.', terminal)
  const settings = await readSettings(loaded, terminal)
  const data = dataFolder({ root: loaded.root, name: loaded.definition.name }, textOption(invocation, 'data'), terminal)
  const { ledgerFolder } = await import('@kaiwu/solution')
  const folder = ledgerFolder({ data, environment: terminal.environment })
  // A look at the cost makes no ledger.
  if (!existsSync(join(folder, ledgerFile))) {
    showNothing(request, terminal)
    return 0
  }
  const { budgets, rates, currency } = settings
  const ledger = openLedger({ folder, budgets, rates, currency, timeZone: request.timeZone })
  try {
    if (request.budgets) showBudgets(ledger.standings(Date.now()), request, terminal)
    else {
      const summary = costSummary(ledger, request)
      showCost(summary, inOneCurrency(summary.total?.cost ?? [], settings, totalIn), request, terminal)
    }
  } finally {
    ledger.close()
  }
  return 0
}

function showNothing(request: CostRequest, terminal: Terminal): void {
  if (request.format === 'table') {
    terminal.print({
      zh: '账本还是空的：还没有通过开物调用过模型服务。',
      en: 'The ledger is empty: no model service has been called through Kaiwu yet.',
    })
  } else if (request.budgets) showBudgets([], request, terminal)
  else showCost({ lines: [], total: undefined }, undefined, request, terminal)
}

function showCost(summary: CostSummary, one: InOneCurrency, request: CostRequest, terminal: Terminal): void {
  const document = costDocument(summary, one, request)
  terminal.result(document)
  if (request.format === 'json') terminal.print(JSON.stringify(document, null, 2))
  else printCost(summary, one, request, terminal)
}

function showBudgets(standings: readonly BudgetStanding[], request: CostRequest, terminal: Terminal): void {
  const document = budgetsDocument(standings)
  terminal.result(document)
  if (request.format === 'json') terminal.print(JSON.stringify(document, null, 2))
  else printBudgets(standings, request, terminal)
}
