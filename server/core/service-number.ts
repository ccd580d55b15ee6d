/** Numbers that are nobody's own, by their plan or because nobody has them. */
import libphonenumber from 'google-libphonenumber';

const phoneNumbers = libphonenumber.PhoneNumberUtil.getInstance();
const {PhoneNumberType} = libphonenumber;

/** Of firms, for all who call them. */
const SERVICES: ReadonlySet<unknown> = new Set([
  PhoneNumberType.TOLL_FREE,
  PhoneNumberType.SHARED_COST,
  PhoneNumberType.PREMIUM_RATE,
  PhoneNumberType.UAN,
]);

/** Typed because a form asked for a number: 000-0000, 1234567890. */
const PLACEHOLDER = /(\d)\1{6}$|^1?2345678(?:90{0,2})?$/u;

/** Whether a match key is a service's number, as 0800 and 0120 are, or a placeholder. */
export function isServiceNumber(key: string): boolean {
  const written = /^tel:(?<number>\+\d+)$/u.exec(key)?.groups?.['number'];
  if (written === undefined) return false;
  const number = phoneNumbers.parse(written);
  return (
    PLACEHOLDER.test(String(number.getNationalNumber())) ||
    SERVICES.has(phoneNumbers.getNumberType(number))
  );
}
