interface ServersToChoose {
  readonly named: readonly { readonly id: string; readonly name: string }[];
  /** Chosen before, and known by nothing but their ids: neither connected now nor a saved site. */
  readonly unnamed: readonly string[];
}

/** The servers that are connected, then those that were chosen before: by the names of their sites, where they are any. */
export function serversToChoose(
  chosen: readonly string[],
  connections: readonly { readonly id: string; readonly label: string }[],
  sites: readonly { readonly id: string; readonly name: string }[],
): ServersToChoose {
  const connected = connections.map(({ id, label }) => ({ id, name: label }));
  const closed = chosen.filter((id) => !connections.some((connection) => connection.id === id));
  // As the id of a connection to a saved site is spelled.
  const ofSites = sites.map(({ id, name }) => ({ id: `site:${id}`, name })).filter(({ id }) => closed.includes(id));
  return {
    named: [...connected, ...ofSites],
    unnamed: closed.filter((id) => !ofSites.some((site) => site.id === id)),
  };
}
