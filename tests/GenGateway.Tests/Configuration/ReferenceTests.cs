using System.Text;
using GenGateway.Configuration;

namespace GenGateway.Tests.Configuration;

/// <summary>docs/configuration.md is made from the binders. To make it anew: GENGATEWAY_UPDATE_DOCS=1 with this class.</summary>
public sealed class ReferenceTests
{
    private const string Document = "docs/configuration.md";

    private const string Head = """
        # Every setting

        Made from the code by `ReferenceTests`; do not edit. What a setting is for stands in `SettingMeanings.cs`, its type, default and range beside the
        line that reads it. As shipped: [`config/gateway.yaml`](../config/gateway.yaml), [`config/backends.yaml`](../config/backends.yaml); by example:
        [`config/examples`](../config/examples).

        **Sources**, later wins: defaults · `config/gateway.yaml` and `config/backends.yaml` (also `.yml`), or `config/default.toml` where neither is
        there; both kinds side by side stop the start · `.env` · environment `IMG_SERVING__A__B` · `GEN_GATEWAY__A__B` · command line (`--host`, `--port`,
        `--set a.b=value`). `--config FILE|DIR` names other files: of a directory `gateway.yaml` and `backends.yaml`, else `default.toml`; of `FILE.yaml` that
        and `backends.yaml` beside it; of `FILE.toml` that alone. Sections join setting by setting; lists are replaced whole. In the environment a list is
        separated by commas, or numbered: `…__0`, `…__1__URL`. A variable set to nothing counts as not set. Paths are relative to the working directory.

        **What is wrong** is told at once, with file, line, column and the nearest name: `gengateway check` does so without a start. A name that no row names
        stops the start. What is known and not in effect yet is checked, and named in one warning.

        **Changes** of the files are read within two seconds, as a whole; a wrong file changes nothing. `server.host`, `server.port`, `server.tls`,
        `server.inline_io`, `server.max_connections`, `server.max_body_bytes`, `server.header_timeout_secs`, `server.body_timeout_secs`, `server.drain_timeout_secs`, `engine`,
        `limits.answer_bytes`, `limits.event_bytes`, `listeners`, `api`, `metrics`, `database`, `storage.base_path`, `logging.output` and the journal of `records` change with the next start.

        **Other variables**: `GEN_GATEWAY_API_KEY` adds a key with every right. `RUST_LOG` is `logging.level` and `target=level`, separated by commas;
        it wins over files. `DATABASE_CONNECTION_STRING` (also `DATABASE_CONNECTION_STRING_VAR`) is `database.connection_string`, `DATABASE_MIGRATION_MODE`
        `database.migration_mode`; both win over files. `INFERENCE_DEFAULT_MODEL_NAME` is `routing.default_models.chat` and `.completion` where no file
        says otherwise, and yields to the first model that can where nobody serves it; `INFERENCE_DEFAULT_HF_MODEL_ID` and
        `INFERENCE_DEFAULT_HF_MODEL_FILENAME` are not in effect yet. Variables that `*_env` names are looked up in the environment and in `.env`.

        `GROUP` is `text`, `image` or `grpc`; `backends` may also be one list, as `[[backends]]` in TOML is. `<name>` is a name of yours. An empty default means
        that nothing is set.

        """;

    [Fact]
    public void Every_setting_has_a_meaning_and_every_meaning_a_setting()
    {
        var settings = Settings().Select(setting => setting.Path).ToHashSet();
        Assert.DoesNotContain(settings, path => SettingMeanings.Of(path) is null);
        Assert.DoesNotContain(SettingMeanings.Names, name => !settings.Any(path => path == name || path.EndsWith("." + name, StringComparison.Ordinal)));
    }

    [Fact]
    public void The_document_is_what_the_code_says()
    {
        var made = Make();
        var path = RepositoryFile.Path(Document);
        if (Environment.GetEnvironmentVariable("GENGATEWAY_UPDATE_DOCS") == "1") File.WriteAllText(path, made);
        Assert.Equal(made, File.ReadAllText(path));
    }

    private static string Make()
    {
        var text = new StringBuilder(Head);
        foreach (var section in Settings().GroupBy(setting => setting.Path.Split('.', '[')[0]))
        {
            text.Append("\n## ").Append(section.Key).Append("\n\n| Setting | Type | Default | Range | In effect | Meaning |\n|---|---|---|---|---|---|\n");
            foreach (var setting in section)
            {
                text.Append("| `").Append(setting.Path).Append("`<br>`").Append(Variable(setting.Path)).Append("` | ").Append(setting.Type).Append(" | ")
                    .Append(Code(setting.Default)).Append(" | ").Append(Cell(setting.Range)).Append(setting.InEffect ? " | yes | " : " | not yet | ").Append(Cell(SettingMeanings.Of(setting.Path) ?? "")).Append(" |\n");
            }
        }

        return text.ToString();
    }

    // The three groups of backends have the same settings, so they are told once.
    private static IEnumerable<SettingDescription> Settings()
    {
        var catalog = new SettingCatalog();
        var environment = new EnvironmentView(new Dictionary<string, string>(), "/");
        GatewayBinder.Bind(ConfigNode.Nothing("", default), environment, new Dictionary<string, LoggingLevel>(), new LoadReport(), catalog);
        return catalog.Settings
            .Where(setting => !setting.Path.StartsWith("backends.image", StringComparison.Ordinal) && !setting.Path.StartsWith("backends.grpc", StringComparison.Ordinal))
            .Select(setting => setting with { Path = setting.Path.Replace("backends.text[]", "backends.GROUP[]", StringComparison.Ordinal) });
    }

    private static string Variable(string path) =>
        "GEN_GATEWAY__" + path.ToUpperInvariant().Replace("[]", "__0", StringComparison.Ordinal).Replace(".", "__", StringComparison.Ordinal);

    private static string Code(string text) => text.Length == 0 ? "" : $"`{Cell(text)}`";

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal).Replace("<name>", "&lt;name&gt;", StringComparison.Ordinal);
}
