import { chatCases, reasonToSkip, runCase } from '@kaiwu/testkit'
import { describe, expect, it } from 'vitest'
import { quirkNames, type QuirkName } from './quirks/quirk-names.ts'
import { chatSubjects, providerHas, type ChannelSubject } from './test-subjects.ts'

/** A model whose vendor has the departure, for each: there the code is taken out. */
const bearers: Readonly<Record<QuirkName, string>> = {
  'replay-reasoning': 'deepseek/deepseek-flash',
  'json-word': 'deepseek/deepseek-flash',
  'no-forced-tool-when-thinking': 'deepseek/deepseek-flash',
  'no-json-when-thinking': 'dashscope/qwen3.7-plus',
  'no-message-names': 'huawei-maas/openpangu-2.0-pro',
  'plain-tool-schemas': 'moonshot/moonshot-v1-32k',
  'fixed-sampling': 'openai/gpt-6-luna',
  'positive-temperature': 'minimax/MiniMax-M3',
  'max-completion-tokens': 'openai/gpt-6-luna',
  'no-system-role': 'spark/lite',
  'stream-only': 'dashscope/qwq-plus',
  'reasoning-field': 'gateway-reasoning-field as openai-compatible',
  'think-tags': 'gateway-think-tags as openai-compatible',
  'usage-in-choice': 'gateway-usage-in-choice as openai-compatible',
  'cached-tokens-elsewhere': 'gateway-cached-on-top as openai-compatible',
  'tool-arguments-object': 'gateway-object-arguments as openai-compatible',
  'code-in-body': 'spark/4.0Ultra',
  'error-code-in-body': 'gateway-error-codes as openai-compatible',
  'base-resp': 'minimax/MiniMax-M3',
  'no-finish-reason': 'spark/4.0Ultra',
  'colliding-ids': 'ollama/a-model',
}

async function failing(subject: ChannelSubject): Promise<string[]> {
  const failed: string[] = []
  for (const one of chatCases) {
    if (reasonToSkip(one, subject) !== undefined) continue
    try {
      await runCase(one, subject)
    } catch {
      failed.push(one.id)
    }
  }
  return failed
}

describe('without the code of a quirk', () => {
  it.each(quirkNames)('%s: the cases that name it fail, and no others', { timeout: 60_000 }, async (quirk) => {
    const subject = chatSubjects(quirk).find(({ name }) => name === bearers[quirk])
    if (!subject) throw new Error(`there is no ${bearers[quirk]}`)
    expect(providerHas(subject, quirk)).toBe(true)
    const naming = chatCases.filter((one) => one.quirks.includes(quirk) && reasonToSkip(one, subject) === undefined)
    expect(await failing(subject)).toEqual(naming.map(({ id }) => id))
  })
})
