/** Where an agent may be reached: the path of a socket or named pipe, or PuTTY's Pageant by its window. */
export type AgentPlace = string;

const OPENSSH_PIPE = '\\\\.\\pipe\\openssh-ssh-agent';
const PAGEANT: AgentPlace = 'pageant';

export interface AgentSurroundings {
  readonly platform: NodeJS.Platform;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/**
 * The agents to ask, best first (ssh-agent(1); ssh_config(5), IdentityAgent). On Windows its own OpenSSH service listens at
 * one fixed pipe, and Pageant is asked by its window; each may be there or not, so both are tried.
 *
 * @param setting What ssh_config says: `none`, `SSH_AUTH_SOCK`, `$VARIABLE` or a path; undefined where it says nothing.
 */
export function agentPlaces(
  setting: string | undefined,
  { platform, environment }: AgentSurroundings = { platform: process.platform, environment: process.env },
): AgentPlace[] {
  const fromVariable = (name: string): AgentPlace[] => {
    const path = environment[name];
    return path === undefined || path === '' ? [] : [path];
  };
  if (setting?.toLowerCase() === 'none') return [];
  if (setting !== undefined && setting !== 'SSH_AUTH_SOCK') {
    return setting.startsWith('$') ? fromVariable(setting.slice(1)) : [setting];
  }
  const told = fromVariable('SSH_AUTH_SOCK');
  if (told.length > 0 || platform !== 'win32') return told;
  return [OPENSSH_PIPE, PAGEANT];
}
