import { defineQuirk } from './quirk.ts'

/** The lowest temperature is a little above 0. */
export const positiveTemperature = defineQuirk({
  name: 'positive-temperature',
  why: {
    zh: 'temperature 必须大于 0，传 0 报错；改传 0.01',
    en: 'temperature must be above 0; 0 is an error, 0.01 is sent in its place',
  },
  request(body) {
    if (body['temperature'] === 0) body['temperature'] = 0.01
  },
})
