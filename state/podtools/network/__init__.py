"""Programs that use the network: name look-ups, HTTP clients, connections, interfaces, certificates, data stores."""
