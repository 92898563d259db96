specmint.index({{ view.document }});
