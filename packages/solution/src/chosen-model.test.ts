import { openModels } from '@kaiwu/models'
import { expect, it, onTestFinished } from 'vitest'
import { chosenModel } from './chosen-model.ts'

it.each([
  ['deepseek/deepseek-flash', 'json_object'],
  ['openai/gpt-5.6', 'json_schema'],
  [['openai/gpt-5.6', 'deepseek/deepseek-flash'], 'json_object'],
  [['deepseek/deepseek-flash', 'local/extractive'], 'json_object'],
  ['local/extractive', undefined],
  [{ ref: 'openai-compatible/own', baseUrl: 'http://127.0.0.1:9/v1' }, undefined],
] as const)('of %j every model can be held to %s', (choice, support) => {
  const models = openModels({ environment: { DEEPSEEK_API_KEY: 'k', OPENAI_API_KEY: 'k' } })
  onTestFinished(() => models.close())
  expect(chosenModel(choice, models).support).toBe(support)
})
