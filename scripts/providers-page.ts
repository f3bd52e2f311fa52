import type { PriceWindow, TokenPrice } from '@kaiwu/core'
import { allProviders } from '../packages/models/src/provider/all-providers.ts'
import type { EmbeddingFacts, ModelFacts, Provider, RerankFacts } from '../packages/models/src/provider/provider.ts'
import { allQuirks } from '../packages/models/src/quirks/all-quirks.ts'
import type { QuirkName } from '../packages/models/src/quirks/quirk-names.ts'

/** docs/providers.md: what each provider can do, what is put right for it, what is not, and what it costs. */
export function providersPage(): string {
  return `${head}
## Summary 一览

${table(
  [
    'provider',
    'id',
    'chat',
    'tools',
    'structured output',
    'thinking switch',
    'thoughts sent back',
    'embeddings',
    'rerank',
    'key',
  ],
  allProviders.map((provider) => [
    `[${provider.name.en}](#${provider.id})`,
    code(provider.id),
    ...Object.values(capabilities(provider)).map(({ short }) => short),
    provider.keyEnv ? code(provider.keyEnv) : '–',
  ]),
)}

${allProviders.map(section).join('\n\n')}
`
}

const head = `# Providers 供应商

Generated from \`packages/models/src/providers/\` by \`npm run generate\`. 由数据文件生成，请勿手改。

- A model is written \`provider/model\`. Ids of models are free: one that is not listed works too, and what is known about it can be stated in \`models.yaml\`. 模型写作“供应商/模型”；没列出的模型也能用，情况写在 \`models.yaml\` 里。
- Prices are per million tokens, with the day, month or year they were read; check them against your bill. They hold at the address given first: at another public address (an international site, a relay) the price is unknown until you state it. Where no price is given nobody knows it: it is never taken for 0. Where no rate is given for cached tokens, the rate of input is counted. 价格是每百万 token 的价格，注明查到的日期，只在首个地址有效，换到别的公网地址（国际站、中转站）后视为未知；没写价格就是不知道，不当作 0；没有缓存价时按输入价计。
- In streams usage is asked for with every call; a stream that ends without a reason to stop is never taken for a success. 流式调用都要求返回用量；没有结束原因的流不当作成功。
- Headers that tell of limits (\`x-ratelimit-*\`) are not used for pacing: limits are set in \`models.yaml\`; only \`Retry-After\` is heeded. 不按限流响应头调速，只遵守 \`Retry-After\`。
- Thinking switches 思考开关: \`thinking-type\` sends \`thinking: {type}\` and \`reasoning_effort\`; \`thinking-adaptive\` \`thinking: {type: adaptive}\`; \`enable-thinking\` \`enable_thinking\` and \`thinking_budget\`; \`reasoning-effort\` \`reasoning_effort\` alone; \`chat-template\` \`chat_template_kwargs\`; \`reasoning-object\` \`reasoning: {…}\`.
- Forms of reranking 重排形式: \`cohere\` as Cohere and Jina, \`dashscope\` as DashScope's native address, \`tei\` as Text Embeddings Inference. Scores of different services cannot be compared. 不同服务的分数不能比较。
- No batch API (answers within a day at a lower price) is used. 不使用离线批量接口。
`

type Capability = Readonly<{ label: string; short: string; long: string }>

function capabilities(
  provider: Provider,
): Readonly<Record<'chat' | 'tools' | 'forms' | 'switch' | 'replay' | 'vectors' | 'order', Capability>> {
  const { chat, embeddings, rerank } = provider
  return {
    chat: { label: 'chat, stream 对话与流式', ...both(chat ? 'yes' : '–', chat ? 'yes, both' : 'no') },
    tools: { label: 'tools 工具', ...tools(provider) },
    forms: { label: 'structured output 结构化输出', ...forms(provider) },
    switch: { label: 'thinking switch 思考开关', ...ways(provider, 'thinkingSwitch') },
    replay: { label: 'thoughts sent back 带回思考', ...ways(provider, 'replay') },
    vectors: {
      label: 'embeddings 向量',
      ...both(embeddings ? `${embeddings.maxBatch} a call` : '–', embeddings ? `${embeddings.maxBatch} texts a call` : 'no'),
    },
    order: {
      label: 'rerank 重排',
      ...both(
        rerank ? rerankShapes(provider) : '–',
        rerank ? `${rerankShapes(provider)}${rerank.maxTexts ? `, ${rerank.maxTexts} texts a call` : ''}` : 'no',
      ),
    },
  }
}

function both(short: string, long: string): Omit<Capability, 'label'> {
  return { short, long }
}

function tools({ chat, models }: Provider): Omit<Capability, 'label'> {
  if (!chat) return both('–', 'no')
  const said = Object.entries(models).filter(([, facts]) => facts.tools !== undefined)
  const without = said.filter(([, facts]) => facts.tools === false).map(([id]) => code(id))
  if (said.length === 0) return both('by model', 'sent; whether they are called depends on the model')
  return without.length === 0 ? both('yes', 'yes') : both('by model', `yes, but not ${without.join(', ')}`)
}

function forms({ chat, models, families = [] }: Provider): Omit<Capability, 'label'> {
  if (!chat) return both('–', 'no')
  const usual = chat.structuredOutput
  const entries = [...families.map(({ match, ...facts }) => [match, facts] as const), ...Object.entries(models)]
  const others = entries.filter(([, facts]) => facts.structuredOutput !== undefined && facts.structuredOutput !== usual)
  const named = others.map(([id, facts]) => `${code(id)} ${facts.structuredOutput}`)
  const kinds = new Set([usual, ...others.map(([, facts]) => facts.structuredOutput)])
  return both([...kinds].join(', '), named.length === 0 ? usual : `${usual}; ${named.join(', ')}`)
}

function ways(provider: Provider, key: 'thinkingSwitch' | 'replay'): Omit<Capability, 'label'> {
  if (!provider.chat) return both('–', 'no')
  const usual = provider.chat[key] ?? (key === 'replay' ? 'never' : 'none')
  const entries = [
    ...(provider.families ?? []).map(({ match, ...facts }) => [match, facts] as const),
    ...Object.entries(provider.models),
  ]
  const others = entries.filter(([, facts]) => facts[key] !== undefined && facts[key] !== usual)
  const kinds = new Set([usual, ...others.map(([, facts]) => facts[key])])
  const named = others.map(([id, facts]) => `${code(id)} ${facts[key]}`)
  return both([...kinds].join(', '), named.length === 0 ? usual : `${usual}; ${named.join(', ')}`)
}

function rerankShapes({ rerank }: Provider): string {
  if (!rerank) return '–'
  return [...new Set([rerank.shape, ...Object.values(rerank.models).flatMap(({ shape }) => (shape ? [shape] : []))])].join(', ')
}

function section(provider: Provider): string {
  const { id, name, limits, sources, asOf } = provider
  const parts = [
    `<a id="${id}"></a>\n\n## ${name.en}${name.zh === name.en ? '' : ` ${name.zh}`}`,
    table(
      ['', ''],
      [
        ['id', code(id)],
        ['address 地址', endpoints(provider)],
        ['key 密钥', keyOf(provider)],
        ...Object.values(capabilities(provider)).map(({ label, long }) => [label, long]),
        ...(provider.concurrency ? [['calls at a time 并发', String(provider.concurrency)]] : []),
      ],
    ),
    titled('Put right 已处理的差异', quirksOf(provider)),
    titled('Known limits 已知限制', limits.map(({ en, zh }) => `- ${en}\n  ${zh}`).join('\n')),
    titled('Models 模型', chatTable(provider)),
    titled('Embeddings 向量模型', embeddingTable(provider)),
    titled('Reranking 重排模型', rerankTable(provider)),
    titled('Errors understood 识别的错误', errorsOf(provider)),
    `Read ${asOf} 查证. Sources 来源: ${sources.join('; ')}.`,
  ]
  return parts.filter((part) => part !== '').join('\n\n')
}

function titled(title: string, content: string): string {
  return content === '' ? '' : `### ${title}\n\n${content}`
}

function endpoints({ baseUrl, otherBaseUrls = [], embeddings, rerank }: Provider): string {
  const own = baseUrl === '' ? 'stated by you 由你填写' : code(baseUrl)
  const further = [
    ...otherBaseUrls.map(({ url, for: purpose }) => `${code(url)} (${purpose})`),
    ...(embeddings?.baseUrl ? [`${code(embeddings.baseUrl)} (embeddings)`] : []),
    ...(rerank && !rerank.url.startsWith('/') ? [`${code(rerank.url)} (rerank)`] : []),
  ]
  return [own, ...further].join('<br>')
}

function keyOf({ keyEnv, otherKeyEnvs = [], auth }: Provider): string {
  if (!keyEnv) return 'none unless you name its variable 默认不需要'
  const header = auth === 'api-key' ? '`api-key` header' : '`Authorization: Bearer`'
  const others = otherKeyEnvs.length > 0 ? `; elsewhere called ${otherKeyEnvs.map(code).join(', ')}, which are not read` : ''
  return `${code(keyEnv)}, sent as ${header}${others}`
}

function quirksOf({ chat, families = [], models }: Provider): string {
  if (!chat) return ''
  const entries = [
    ...families.map(({ match, quirks = [] }) => [match, quirks] as const),
    ...Object.entries(models).map(([id, { quirks = [] }]) => [id, quirks] as const),
  ]
  const lines = (Object.keys(allQuirks) as QuirkName[]).flatMap((name) => {
    const some = [...new Set(entries.filter(([, quirks]) => quirks.includes(name)).map(([id]) => code(id)))]
    if (!chat.quirks.includes(name) && some.length === 0) return []
    const { why } = allQuirks[name]
    return [`- ${code(name)}${chat.quirks.includes(name) ? '' : ` (${some.join(', ')})`}: ${why.en}\n  ${why.zh}`]
  })
  const reasons = Object.entries(chat.finishReasons ?? {}).map(([reason, meaning]) => `${code(reason)} is ${meaning}`)
  return [...lines, ...(reasons.length > 0 ? [`- Reasons to stop of its own 特有的结束原因: ${reasons.join(', ')}`] : [])].join(
    '\n',
  )
}

function chatTable({ chat, models, families = [], asOf }: Provider): string {
  const entries: readonly (readonly [string, ModelFacts])[] = [
    ...Object.entries(models),
    ...families.filter(({ prices }) => prices).map(({ match, ...facts }) => [match, facts] as const),
  ]
  if (!chat || entries.length === 0) return ''
  return table(
    ['model', 'context / answer', 'tools', 'forms', 'thinking', 'in / out / cached / written', 'read', 'note'],
    entries.map(([id, facts]) => [
      code(id),
      `${count(facts.contextTokens)} / ${count(facts.maxOutputTokens)}`,
      facts.tools === undefined ? '?' : facts.tools ? 'yes' : 'no',
      facts.structuredOutput ?? chat.structuredOutput,
      facts.thinking ?? '?',
      ...priced(facts, asOf),
      facts.note ?? '',
    ]),
  )
}

function embeddingTable({ embeddings, asOf }: Provider): string {
  const entries = Object.entries(embeddings?.models ?? {})
  if (entries.length === 0) return ''
  return table(
    ['model', 'dimension', 'texts a call', 'tokens a text', 'price', 'read', 'note'],
    entries.map(([id, facts]) => [
      code(id),
      [facts.dimension ?? '?', ...(facts.dimensions ?? [])].join(', '),
      String(facts.maxBatch ?? embeddings?.maxBatch ?? '?'),
      count(facts.maxInputTokens),
      ...priced(facts, asOf),
      [facts.queryPrefix ? `questions are preceded by “${facts.queryPrefix}”` : '', facts.note ?? ''].filter(Boolean).join('; '),
    ]),
  )
}

function rerankTable({ rerank, asOf }: Provider): string {
  const entries = Object.entries(rerank?.models ?? {})
  if (!rerank || entries.length === 0) return ''
  return table(
    ['model', 'form', 'address', 'texts a call', 'tokens a text', 'price', 'read', 'note'],
    entries.map(([id, facts]) => [
      code(id),
      facts.shape ?? rerank.shape,
      code(facts.url ?? rerank.url),
      String(facts.maxTexts ?? rerank.maxTexts ?? '?'),
      count(facts.maxTokensPerText),
      ...priced(facts, asOf),
      facts.note ?? '',
    ]),
  )
}

function priced(
  { prices = [], asOf }: ModelFacts | EmbeddingFacts | RerankFacts,
  otherwise: string,
): readonly [price: string, read: string] {
  if (prices.length === 0) return ['unknown', asOf ?? otherwise]
  return [prices.map(priceText).join('<br>'), [...new Set(prices.map((price) => price.asOf))].join(', ')]
}

function priceText(price: TokenPrice): string {
  const { currency, from, to, tiers = [], outputTiers = [], thinking, windows = [], ...rates } = price
  const days = [from ? `from ${from}` : '', to ? `to ${to}` : ''].filter(Boolean).join(' ')
  return [
    `${ratesText(rates)} ${currency}${days ? ` (${days})` : ''}`,
    ...tiers.map((tier) => `sent above ${count(tier.above)}: ${ratesText({ ...rates, ...tier })}`),
    ...outputTiers.map((tier) => `received above ${count(tier.above)}: ${ratesText({ ...rates, ...tier })}`),
    ...(thinking ? [`thinking: ${ratesText({ ...rates, ...thinking })}`] : []),
    ...windows.map(windowText),
  ].join('<br>')
}

function ratesText({
  input,
  output,
  cacheRead,
  cacheWrite,
}: Pick<TokenPrice, 'input' | 'output' | 'cacheRead' | 'cacheWrite'>): string {
  if (input === 0 && output === 0) return '0'
  const last = cacheWrite !== undefined ? [cacheRead ?? input, cacheWrite] : cacheRead !== undefined ? [cacheRead] : []
  return [input, output, ...last].join(' / ')
}

const dayNames = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']

function windowText({ timeZone, days, from, to, multiplier }: PriceWindow): string {
  return `×${multiplier} ${dayNames[(days[0] ?? 1) - 1]}–${dayNames[(days.at(-1) ?? 7) - 1]} ${from}–${to} ${timeZone}`
}

function errorsOf({ errors }: Provider): string {
  const kinds = [...new Set(errors.map(({ kind }) => kind))]
  return kinds
    .map((kind) => {
      const rows = errors.filter((row) => row.kind === kind)
      return `- ${kind}: ${rows.map(({ status, code: said, meaning }) => [said ? code(said) : `HTTP ${status}`, meaning ? ` (${meaning})` : ''].join('')).join(', ')}`
    })
    .join('\n')
}

function table(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`
  return [line(titles), line(titles.map(() => '---')), ...rows.map(line)].join('\n')
}

function count(tokens: number | undefined): string {
  return tokens === undefined ? '?' : tokens.toLocaleString('en-US')
}

function code(text: string): string {
  return `\`${text}\``
}
