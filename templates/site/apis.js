specmint.apis({{ view.document }});
