import { KaiwuError } from '@kaiwu/core'
import { foldLogin } from './person-words.ts'

const least = 10
const most = 256

/** The form in which a password is hashed: the same keys give the same password on every keyboard. Nothing where it is far too long. */
export function passwordForm(password: string): string | undefined {
  return password.length > 4 * most ? undefined : password.normalize('NFKC')
}

/**
 * Holds a new password to the rules: 10 to 256 characters, not the login, none of the commonest. Nothing else is asked for: rules about
 * digits and signs make people write `Password1!` (NIST SP 800-63B).
 * @throws PASSWORD_TOO_SHORT, PASSWORD_TOO_LONG, PASSWORD_IS_LOGIN, PASSWORD_TOO_COMMON
 */
export function checkPassword(password: string, login: string): void {
  const form = passwordForm(password)
  const length = [...(form ?? '')].length
  if (form === undefined || length > most) throw new KaiwuError('PASSWORD_TOO_LONG', { most })
  if (length < least) throw new KaiwuError('PASSWORD_TOO_SHORT', { least })
  const folded = form.trim().toLowerCase()
  if (folded === foldLogin(login)) throw new KaiwuError('PASSWORD_IS_LOGIN')
  if (commonest.has(folded) || isRepetition(folded) || runs.some((run) => run.includes(folded)))
    throw new KaiwuError('PASSWORD_TOO_COMMON')
}

/** One to five characters over and over, such as `1111111111`, `abcabcabcabc` or `1234512345`. */
function isRepetition(text: string): boolean {
  return /^(.{1,5})\1+$/su.test(text)
}

// Walks along the keyboard, forwards, and backwards below.
const walks = [
  '0123456789012345678901234567890',
  'abcdefghijklmnopqrstuvwxyz',
  'qwertyuiopasdfghjklzxcvbnm',
  'qwertyuiop[]\\',
  '1234567890-=',
  '!@#$%^&*()_+',
  '1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik,9ol.0p;/',
  '1q2w3e4r5t6y7u8i9o0p',
  'q1w2e3r4t5y6u7i8o9p0',
  'qazwsxedcrfvtgbyhnujmikolp',
]
const runs: readonly string[] = walks.flatMap((walk) => [walk, [...walk].reverse().join('')])

// The commonest of ten characters and more, in China and elsewhere, and what somebody in a hurry types into this very program.
const commonest: ReadonlySet<string> = new Set(
  `password12 password123 password1234 password12345 password123456 password01 passw0rd123 p@ssw0rd123 p@ssword123 p@ssw0rd1234
   passwordpassword mypassword mypassword1 thepassword password!1 password1! password@123 password#123 pass@word1 pass1234567
   administrator administrator1 administrator123 admin12345 admin123456 admin1234567 admin12345678 admin@1234 admin@12345
   admin@123456 admin@2024 admin@2025 admin@2026 adminadmin adminadmin1 admin888888 root123456 rootrootroot superadmin superadmin1
   kaiwu12345 kaiwu123456 kaiwu@1234 kaiwukaiwu kaiwukaiwu1 tiangongkaiwu
   a123456789 a1234567890 aa12345678 aa123456789 abc1234567 abc12345678 abc123456789 abcd123456 abcd1234567 abcde12345
   q123456789 z123456789 w123456789 qq12345678 qq123456789 qwe1234567 qwer123456 qwert12345 qwerty1234 qwerty12345 qwerty123456
   asd1234567 asdf123456 zxc1234567 zxcv123456 zxcvbnm123 qweasdzxc1 qweasdzxc123 123qweasdzxc qweasd123456 1qaz2wsx3edc 1qazxsw23edc
   1qaz@wsx3edc !qaz2wsx#edc 123456789a 1234567890a 123456789q 12345678900 123456789abc 1234567891 12345678910 123123123a 1231231234
   0987654321a 1122334455 1029384756 147258369a 1472583690 1357924680 2468013579 5201314520 520131452013 5211314521 woaini1314
   woaini520 woaini5201314 woaini1314520 woaini123456 woaiwojia1 woaizhongguo zhongguo123 china12345 china123456 beijing2008 welcome123
   welcome1234 welcome12345 letmein123 letmein1234 iloveyou12 iloveyou123 iloveyou1314 changeme123 changeme1234 default123
   test123456 test1234567 testtest12 testtest123 user123456 guest12345 qazwsx1234 qazwsx12345 qazwsxedc1 qazwsxedc123
   football123 baseball123 superman123 sunshine123 princess123 dragon12345 monkey12345 master12345 shadow12345 michael123
   我爱你我爱你我爱你一 密码密码密码密码密码`
    .split(/\s+/)
    .filter(Boolean),
)
