/** What a deployment is told by the environment. */

export interface DeploySettings {
  /** `SERVICE_URL`, without a slash at its end. */
  readonly serviceUrl?: string | undefined;
  /** `SCRIPT_ID`: of Project settings in the Apps Script editor. */
  readonly scriptId?: string | undefined;
  /** `DEPLOYMENT_ID`: the one that users have installed; absent for the first. */
  readonly deploymentId?: string | undefined;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** @throws Error that names the variable */
export function readDeploySettings(environment: Environment): DeploySettings {
  return {
    serviceUrl: serviceUrl(environment['SERVICE_URL']),
    scriptId: id('SCRIPT_ID', environment),
    deploymentId: id('DEPLOYMENT_ID', environment),
  };
}

function serviceUrl(text: string | undefined): string | undefined {
  if (text === undefined || text === '') return undefined;
  const url = URL.parse(text);
  const isPlain =
    url?.protocol === 'https:' &&
    // Of a manifest Google takes whole domains alone.
    /\.[^.]*[a-z]/.test(url.hostname) &&
    url.search === '' &&
    url.hash === '' &&
    url.username === '' &&
    url.password === '';
  if (!isPlain) {
    throw new Error(
      'SERVICE_URL: https, and as Google reaches it, such as https://contacts.example.com',
    );
  }
  return url.href.replace(/\/+$/, '');
}

function id(name: string, environment: Environment): string | undefined {
  const text = environment[name];
  if (text === undefined || text === '') return undefined;
  if (!/^[\w-]{10,200}$/.test(text)) {
    throw new Error(`${name}: not an id as Apps Script gives them`);
  }
  return text;
}
