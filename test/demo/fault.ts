/** What keeps the demo from going on, in words for who started it; no stack is shown. */
export class DemoFault extends Error {
  override readonly name = 'DemoFault';
}
