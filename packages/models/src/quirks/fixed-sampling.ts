import { defineQuirk } from './quirk.ts'

/** Temperature and its like are left out. */
export const fixedSampling = defineQuirk({
  name: 'fixed-sampling',
  why: {
    zh: 'temperature、top_p 等固定，传别的值报 400',
    en: 'temperature, top_p and their like are fixed; any other value is a 400',
  },
  request(body) {
    for (const field of ['temperature', 'top_p', 'n', 'presence_penalty', 'frequency_penalty']) delete body[field]
  },
})
