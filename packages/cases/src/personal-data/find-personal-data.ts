import { findAddresses } from './address.ts'
import { findBankCards } from './bank-card.ts'
import { findCreditCodes } from './credit-code.ts'
import { findEmails } from './email.ts'
import { findIdCards } from './id-card.ts'
import { findLandlines } from './landline.ts'
import { findMobiles } from './mobile.ts'
import { findPassports } from './passport.ts'
import type { PersonalDataSpan } from './personal-data-kind.ts'
import { findPlates } from './plate.ts'
import { layOutText } from './text-page.ts'

/**
 * Finds personal data in running text, Chinese or not: by form and checksum, and by the words in front of it. Full-width signs,
 * spaces, hyphens and line breaks inside a number are seen through. Time grows with the length of the text alone.
 * Names are not found: they are masked as fields, with `maskFields`.
 * @returns The finds in the order of the text, never overlapping.
 * @example
 * findPersonalData('请拨打一三八以外的号码') // []
 * findPersonalData(`手机${number}。`) // [{ kind: 'mobile', start: 2, end: 13, text: number, value: number, sure: true }]
 */
export function findPersonalData(text: string): readonly PersonalDataSpan[] {
  const page = layOutText(text)
  findEmails(page)
  findIdCards(page)
  findCreditCodes(page)
  findBankCards(page)
  findMobiles(page)
  findLandlines(page)
  findPlates(page)
  findPassports(page)
  findAddresses(page)
  return page.spans()
}
