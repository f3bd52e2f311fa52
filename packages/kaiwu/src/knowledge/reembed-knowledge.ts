import { formatMoney, KaiwuError, systemClock } from '@kaiwu/core'
import type { ReembeddingPlan, ReembeddingProgress } from '@kaiwu/knowledge'
import { textOption, type Invocation } from '../command.ts'
import { dataFolder, loadFolder } from '../open-folder.ts'
import type { Terminal } from '../terminal.ts'
import { usageError } from '../usage-error.ts'
import { reembeddingPrice, type ReembeddingPrice } from './reembedding-price.ts'

/**
 * Makes the vectors of a solution's knowledge with the embedding model that its manifest names now: says first what that takes, asks,
 * and goes on where an earlier run was stopped. The knowledge itself is not opened: it would refuse the other model.
 * @throws EMBEDDING_NOT_SET, CANCELLED, STORE_IN_USE, and what the model throws
 */
export async function reembedKnowledge(folder: string, invocation: Invocation, terminal: Terminal): Promise<number> {
  const { definition, root } = await loadFolder(folder, terminal, { cases: false })
  const { embedding, name } = definition
  if (!embedding) throw new KaiwuError('EMBEDDING_NOT_SET', { path: root })
  const [{ databasePlace, openModelsFor, solutionMigrations }, { openDatabase }, { planReembedding, reembed }, models] =
    await Promise.all([import('@kaiwu/solution'), import('@kaiwu/store'), import('@kaiwu/knowledge'), import('@kaiwu/models')])
  const data = dataFolder({ root, name }, textOption(invocation, 'data'), terminal)
  const { environment, signal } = terminal
  const database = await openDatabase({
    ...databasePlace(definition, data, environment),
    migrations: solutionMigrations,
    access: 'write',
  })
  try {
    const opened = openModelsFor({ root, data, environment, language: terminal.language })
    try {
      const embedder = opened.embedder(embedding.model, embedding.dimension ? { dimension: embedding.dimension } : {})
      const plan = await planReembedding(database, { model: embedder.ref, dimension: embedder.dimension })
      const [channel] = opened.channels(embedding.model)
      const price = reembeddingPrice(plan, channel!, models.estimateTokens, systemClock().now())
      printPlan(plan, price, terminal)
      if (isDone(plan)) return nothingToDo(plan, price, terminal)
      await agreed(invocation, terminal)
      const onProgress = (progress: ReembeddingProgress): void => showProgress(progress, terminal)
      const { embedded, switched } = await reembed({ database, embedder, signal, onProgress }).catch((error: unknown) => {
        terminal.note(goesOn)
        throw error
      })
      if (!switched) {
        terminal.note(goesOn)
        throw new KaiwuError('CANCELLED')
      }
      terminal.result({ ...shownPlan(plan, price), embedded, switched })
      terminal.print({
        zh: `完成：这次生成 ${embedded} 个向量，知识库从现在起用 ${plan.to.model} 检索`,
        en: `Done: ${embedded} vectors made in this run; the knowledge is searched with ${plan.to.model} from now on`,
      })
      return 0
    } finally {
      opened.close()
    }
  } finally {
    await database.close()
  }
}

const goesOn = Object.freeze({
  zh: '没有全部完成。已生成的向量都保留着，原来的向量仍在使用；再次运行 kaiwu knowledge reembed 会从这里继续，已做的不再收费。',
  en: 'Not all of it is done. What was made is kept, and the vectors before are still in use; run kaiwu knowledge reembed again to go on from here: what is done is not charged again.',
})

function isDone({ from, to, passages, done }: ReembeddingPlan): boolean {
  return done === passages && from?.model === to.model && from.dimension === to.dimension
}

function nothingToDo(plan: ReembeddingPlan, price: ReembeddingPrice, terminal: Terminal): number {
  terminal.result({ ...shownPlan(plan, price), embedded: 0, switched: true })
  terminal.print({ zh: '向量都已是这个模型的，不用再做', en: 'All vectors are of this model: there is nothing to do' })
  return 0
}

function shownPlan(
  { sample: _, ...plan }: ReembeddingPlan,
  { tokens, cost, internal }: ReembeddingPrice,
): Readonly<Record<string, unknown>> {
  return { ...plan, tokens, internal, ...(cost ? { cost } : {}) }
}

function printPlan(
  { from, to, documents, passages, done, characters }: ReembeddingPlan,
  price: ReembeddingPrice,
  terminal: Terminal,
): void {
  const nameOf = ({ model, dimension }: Readonly<{ model: string; dimension: number }>): string =>
    dimension > 0 ? terminal.pick({ zh: `${model}（${dimension} 维）`, en: `${model} (${dimension} numbers)` }) : model
  const before = from ? nameOf(from) : terminal.pick({ zh: '没有向量', en: 'no vectors' })
  terminal.print(`${before} → ${nameOf(to)}`)
  const left = passages - done
  terminal.print({
    zh: `${documents} 份文档，${passages} 个片段；已完成 ${done}，还要发送 ${left} 个片段，约 ${characters} 字、${price.tokens} 个 token`,
    en: `${documents} documents, ${passages} passages; ${done} done, ${left} to be sent, about ${characters} characters, ${price.tokens} tokens`,
  })
  terminal.print(priceLine(price))
}

function priceLine({ cost, internal }: ReembeddingPrice): Readonly<{ zh: string; en: string }> {
  if (cost) return { zh: `预计费用：约 ${formatMoney(cost)}`, en: `Estimated cost: about ${formatMoney(cost)}` }
  return internal
    ? { zh: '预计费用：本地模型，不收费', en: 'Estimated cost: none, the model runs in the house' }
    : {
        zh: '预计费用：不知道这个模型的价格；请先到供应商的网站上查看，或在 models.yaml 里写上价格',
        en: 'Estimated cost: nobody has said what this model costs; look at the provider’s page first, or write its price into models.yaml',
      }
}

/** Nothing is sent before somebody has agreed. @throws USAGE_INVALID where nobody is there to be asked; CANCELLED */
async function agreed(invocation: Invocation, terminal: Terminal): Promise<void> {
  if (invocation.options['yes'] === true) return
  if (!terminal.interactive)
    throw usageError(terminal, {
      zh: '还没有发送任何内容。确认上面的费用后，请加上 --yes 再运行',
      en: 'nothing has been sent yet. If the cost above is right, run it again with --yes',
    })
  const { confirm } = await import('@clack/prompts')
  const answer = await confirm({ message: terminal.pick({ zh: '现在开始吗？', en: 'Start now?' }), initialValue: false })
  if (answer !== true) throw new KaiwuError('CANCELLED')
}

function showProgress({ done, total, remainingMs }: ReembeddingProgress, terminal: Terminal): void {
  const left = remainingMs === undefined ? undefined : Math.ceil(remainingMs / 1000)
  terminal.progress({
    zh: `生成向量 ${done}/${total}${left === undefined ? '' : `，约剩 ${left} 秒`}`,
    en: `Making vectors ${done}/${total}${left === undefined ? '' : `, about ${left} s left`}`,
  })
}
