specmint.methods({{ view.document }});
