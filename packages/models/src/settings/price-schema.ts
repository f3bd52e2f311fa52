import { z } from 'zod'
import { settingsForms } from './settings-forms.ts'

const rate = (what: string) => z.number().min(0).describe(`Price of a million ${what}, in units of the currency.`)

/** A currency that prices, budgets and rates may be in. */
export const currency = z.enum(['CNY', 'USD', 'EUR'])

const date = z.iso.date({ error: settingsForms.date.name })
const day = (what: string) => date.describe(what)
const time = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$|^24:00$/, settingsForms.time.name)

/** An IANA time zone. */
export const timeZone = z.string().refine(isTimeZone, { error: settingsForms.timeZone.name })

const rates = {
  input: rate('tokens sent'),
  output: rate('tokens received'),
  cacheRead: rate('tokens sent that the service read from its cache').exactOptional(),
  cacheWrite: rate('tokens sent that the service put into its cache').exactOptional(),
  reasoning: rate('tokens of thinking').exactOptional(),
} as const

const otherRates = {
  input: rates.input.exactOptional(),
  output: rates.output.exactOptional(),
  cacheRead: rates.cacheRead,
  cacheWrite: rates.cacheWrite,
  reasoning: rates.reasoning,
} as const

const above = z.int().min(0).describe('Holds for requests with more tokens than this.')
const outputTiers = z
  .array(z.strictObject({ above, ...otherRates }))
  .exactOptional()
  .describe('Other rates for long answers, by tokens received.')
const thinking = z.strictObject(otherRates).exactOptional().describe('Other rates when the model thinks.')
const tier = z.strictObject({ above, ...otherRates, thinking, outputTiers })

const priceWindow = z.strictObject({
  timeZone: timeZone.describe('IANA name of the zone its hours are in.'),
  days: z.array(z.int().min(1).max(7)).min(1).describe('Weekdays: 1 is Monday, 7 is Sunday.'),
  from: time.describe('First minute, such as "09:00".'),
  to: time.describe('First minute that no longer counts, such as "12:00".'),
  multiplier: z.number().min(0).describe('What every rate is multiplied by.'),
  except: z.array(date).exactOptional().describe('Dates on which it does not hold, such as public holidays.'),
})

/** A dated price: the same form as `TokenPrice` of `@kaiwu/core`. */
export const price = z.strictObject({
  currency: currency.describe('Currency of the rates.'),
  ...rates,
  asOf: day('The day the price was read.'),
  from: day('First day it is in force; absent: open.').exactOptional(),
  to: day('Last day it is in force; absent: open.').exactOptional(),
  tiers: z.array(tier).exactOptional().describe('Other rates for long inputs, by tokens sent.'),
  outputTiers,
  thinking,
  windows: z.array(priceWindow).exactOptional().describe('Hours with other rates.'),
  source: z.string().exactOptional().describe('Where the price was read.'),
})

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
}
