import { describe, expect, it } from 'vitest'
import { providersPage } from '../../../../scripts/providers-page.ts'
import { allQuirks } from '../quirks/all-quirks.ts'
import { allProviders } from './all-providers.ts'

const page = providersPage()
const sections = new Map(allProviders.map(({ id }) => [id, page.split(`<a id="${id}"></a>`)[1]?.split('<a id=')[0] ?? '']))

describe('providersPage', () => {
  it('has a row in the summary and a section for every provider', () => {
    for (const { id, name, keyEnv } of allProviders) {
      expect(page).toContain(`| [${name.en}](#${id}) | \`${id}\` |`)
      expect(sections.get(id)).toContain(`## ${name.en}`)
      if (keyEnv) expect(sections.get(id)).toContain(`\`${keyEnv}\``)
    }
  })

  it.each(allProviders.map((provider) => [provider.id, provider] as const))(
    'says of %s what is put right, what is not, and what it costs',
    (id, provider) => {
      const text = sections.get(id) ?? ''
      for (const { zh, en } of provider.limits) {
        expect(text).toContain(zh)
        expect(text).toContain(en)
      }
      for (const name of provider.chat?.quirks ?? []) expect(text).toContain(`- \`${name}\`: ${allQuirks[name].why.en}`)
      for (const model of [provider.models, provider.embeddings?.models, provider.rerank?.models].flatMap((one) =>
        Object.keys(one ?? {}),
      ))
        expect(text).toContain(`| \`${model}\` |`)
      for (const source of provider.sources) expect(text).toContain(source)
    },
  )

  it('prints prices with their tiers, hours, days and the day they were read, and unknown ones as unknown', () => {
    const row = (model: string) => page.split('\n').find((line) => line.startsWith(`| \`${model}\` |`)) ?? ''
    expect(row('deepseek-flash')).toContain('1 / 4 / 0.02 CNY<br>×2 Mon–Fri 09:00–12:00 Asia/Shanghai')
    expect(row('ernie-5.1')).toContain('4 / 18 CNY<br>sent above 32,000: 6 / 22 | 2026 |')
    expect(row('qwen-plus')).toContain('thinking: 0.8 / 8 / 0.16')
    expect(row('gpt-5.6-sol')).toContain('(to 2026-08-20)')
    expect(row('lite')).toContain('| 0 CNY |')
    expect(row('4.0Ultra')).toContain('| unknown |')
  })

  it('is a page of whole tables', () => {
    const widths = page.split('\n').map((line) => (line.startsWith('|') ? line.replaceAll('\\|', '').split('|').length : 0))
    const broken = widths.filter((width, at) => width > 0 && (widths[at - 1] ?? 0) > 0 && width !== widths[at - 1])
    expect(broken).toEqual([])
    expect(page).not.toMatch(/undefined|\[object|NaN/)
  })
})
