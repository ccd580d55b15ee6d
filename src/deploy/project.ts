/** What clasp is told of the script that is pushed to. */
import {writeFile} from 'node:fs/promises';

/**
 * `.clasp.json` of the root with this deployment's script; clasp wants the folder of
 * what is pushed inside its own.
 *
 * @param folder of the built add-on
 * @returns the file, for clasp's `--project`
 */
export async function writeProject(
  folder: URL,
  scriptId: string,
): Promise<URL> {
  const file = new URL('.clasp.json', folder);
  const project = {scriptId, rootDir: '.', scriptExtensions: ['.js']};
  await writeFile(file, JSON.stringify(project));
  return file;
}
