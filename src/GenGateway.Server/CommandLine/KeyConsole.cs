using System.Buffers;
using System.Globalization;
using System.Text;
using GenGateway.Admission.Keys;
using GenGateway.Configuration;
using GenGateway.Errors;
using GenGateway.Recording;
using GenGateway.Server.Http;
using GenGateway.Server.KeysApi;
using GenGateway.Storage;

namespace GenGateway.Server.CommandLine;

/// <summary>Does what <c>gengateway keys</c> was asked for, and says it to a person or, as JSON, to a script.</summary>
/// <remarks>Exit codes: 0 done, 1 refused, 2 the configuration is wrong.</remarks>
/// <param name="sources">Where the configuration is read from; it need not be one that may start.</param>
/// <param name="clock">The only clock.</param>
/// <param name="output">Takes what was asked for, nothing else.</param>
/// <param name="errors">Takes what is said about it.</param>
/// <param name="asJson">Whether the answer is JSON.</param>
internal sealed class KeyConsole(ConfigurationSources sources, TimeProvider clock, TextWriter output, TextWriter errors, bool asJson)
{
    private const string Once = "this is the only time that its text is shown";

    public int Create(KeyWish wish) => Run((book, config) =>
    {
        if (!wish.ToJson().TryGet(out var json, out var failure) || !Now(book.CreateAsync(json, CancellationToken.None)).TryGet(out var made, out failure))
            return failure;
        Tell(made, "made");
        if (made.IsFirst)
            errors.WriteLine(config.Auth.Enabled ? "It is the first key: a running gateway now asks for one." : "It is without effect as long as auth.enabled is false.");
        return null;
    });

    public int Rotate(string name, TimeSpan grace) => Run((book, _) =>
    {
        if (!Now(book.RotateAsync(name, grace, CancellationToken.None)).TryGet(out var made, out var failure))
            return failure;
        Tell(made, grace > TimeSpan.Zero ? $"has another text; the one before counts until {Time(made.Key.PreviousUntil)}" : "has another text; the one before counts no more");
        return null;
    });

    public int Revoke(string name) => Run((book, _) => Tell(Now(book.RevokeAsync(name, CancellationToken.None)), static _ => "is revoked"));

    /// <param name="name">Which key.</param>
    /// <param name="at">A time; <c>never</c>; null: now.</param>
    public int Expire(string name, string? at) => Run((book, _) =>
    {
        var members = new ArrayBufferWriter<byte>();
        using (var json = JsonOutput.Writer(members))
        {
            json.WriteStartObject();
            if (at is "never")
                json.WriteNull("expires");
            else
                json.WriteString("expires", at ?? clock.GetUtcNow().ToString("O", CultureInfo.InvariantCulture));
            json.WriteEndObject();
        }

        return Tell(Now(book.ChangeAsync(name, members.WrittenMemory, CancellationToken.None)), static key => $"expires: {Time(key.Expires)}");
    });

    public int List(bool revoked) => Run((book, config) =>
    {
        var stored = Now(book.ListAsync(CancellationToken.None)).All.Where(key => revoked || key.RevokedAt is null).ToArray();
        if (asJson)
        {
            Json(json => KeyJson.WriteList(json, config.Auth.ApiKeys.All, stored, clock.GetUtcNow()));
            return null;
        }

        List<string[]> rows = [["NAME", "ORIGIN", "STATUS", "SCOPES", "MODELS", "EXPIRES", "SHA-256"]];
        var now = clock.GetUtcNow();
        foreach (var key in config.Auth.ApiKeys.All)
            rows.Add([key.PublicName, KeyJson.OriginOf(key), key.Expires <= now ? "expired" : "active", string.Join(',', key.Scopes), Models(key.Models), Time(key.Expires), KeyJson.PrefixOf(key.HashText())]);
        foreach (var key in stored)
            rows.Add([key.Name, "api", key.StatusAt(now), string.Join(',', key.Scopes), Models(key.Models), Time(key.Expires), KeyJson.PrefixOf(key.Sha256)]);
        Table(rows);
        return null;
    });

    private static string Models(IReadOnlyList<string> models) => models.Count == 0 ? "*" : string.Join(',', models);

    private static string Time(DateTimeOffset? time) => time?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "never";

    // The database of a command answers where it is asked; nothing is waited for.
    private static T Now<T>(Task<T> done) => done.GetAwaiter().GetResult();

    private int Run(Func<KeyBook, GatewayConfig, Failure?> work)
    {
        var loaded = ConfigurationLoader.Load(sources);
        if (loaded.Config is not { } config)
        {
            errors.WriteLine("the configuration is wrong:");
            foreach (var error in loaded.Errors)
                errors.WriteLine($"  {error}");
            return 2;
        }

        try
        {
            if (!DatabaseUrl.TryParse(config.Database.ConnectionString, sources.WorkingDirectory, out var url, out var problem))
                return Refuse(problem);
            using var database = KeyDatabase.Open(url, clock);
            return work(new KeyBook(database, () => config.Auth.ApiKeys, guarded: false, clock), config) is { } failure ? Refuse(failure.Message) : 0;
        }
        catch (Exception thrown) when (thrown is StoreRefusedException or StoreUnavailableException or RecordRejectedException)
        {
            return Refuse(thrown.Message);
        }
    }

    private int Refuse(string message)
    {
        errors.WriteLine(message);
        return 1;
    }

    private void Tell(MadeKey made, string what)
    {
        if (asJson)
            Json(json => KeyJson.WriteMade(json, made, null, clock.GetUtcNow()));
        else if (made.Text is { } text)
            output.WriteLine(text.Reveal());
        errors.WriteLine($"key '{made.Key.Name}' {what}" + (made.Text is null ? "." : $"; {Once}."));
    }

    private Failure? Tell(Outcome<StoredKey> outcome, Func<StoredKey, string> what)
    {
        if (!outcome.TryGet(out var key, out var failure))
            return failure;
        if (asJson)
            Json(json => KeyJson.WriteOne(json, key, clock.GetUtcNow()));
        errors.WriteLine($"key '{key.Name}' {what(key)}.");
        return null;
    }

    private void Json(Action<IBufferWriter<byte>> write)
    {
        var body = new ArrayBufferWriter<byte>(512);
        write(body);
        output.WriteLine(Encoding.UTF8.GetString(body.WrittenSpan));
    }

    private void Table(List<string[]> rows)
    {
        var widths = Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length)).ToArray();
        foreach (var row in rows)
            output.WriteLine(string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
    }
}
