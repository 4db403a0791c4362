using System.Text.Json;
using GenGateway.Configuration;
using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Admission.Keys;

/// <summary>Makes, changes and revokes keys. Thread safe as far as the store is; any method may throw that the store is unavailable.</summary>
/// <param name="store">Where they are kept.</param>
/// <param name="file">The keys of files and environment as they are now: their names are taken.</param>
/// <param name="guarded">Whether somebody must always be left who may administer: so over HTTP; whoever types commands at the machine may do without.</param>
/// <param name="clock">The only clock.</param>
public sealed class KeyBook(IKeyStore store, Func<ApiKeySet> file, bool guarded, TimeProvider clock)
{
    /// <summary>Keys that may be there at once, revoked ones not counted.</summary>
    public const int Most = 10_000;

    /// <summary>The longest time for which the text before a rotation may go on counting.</summary>
    public static readonly TimeSpan LongestGrace = TimeSpan.FromDays(30);

    /// <summary>Makes a key.</summary>
    /// <param name="json">The object form of a key; <c>sha256</c> only for a text that is there already.</param>
    /// <param name="cancellationToken">Ends the waiting for the store.</param>
    public async Task<Outcome<MadeKey>> CreateAsync(ReadOnlyMemory<byte> json, CancellationToken cancellationToken)
    {
        var reading = KeyReader.Read(json.Span);
        if (reading.Rights is not { } rights)
            return Wrong(reading.Errors);
        if (reading.Key is { IsSample: true })
            return Invalid("sha256", "This key stands in the documentation, so everyone has it. Leave sha256 out, and the gateway makes a key.");
        var now = clock.GetUtcNow();
        if (rights.Expires <= now)
            return Invalid("expires", $"expires is {rights.Expires:yyyy-MM-dd'T'HH:mm:ssK}, which is over. Write a later time, or leave it out.");

        var text = reading.Key is null ? KeyText.Make() : null;
        var key = new StoredKey
        {
            Id = "key_" + Guid.CreateVersion7(now).ToString("N"),
            Name = reading.Name!,
            Sha256 = text is null ? reading.Key!.HashText() : KeyText.HashOf(text),
            Scopes = rights.Scopes,
            Models = rights.Models,
            Limits = KeyEntryJson.Member(json, "limits"),
            Budget = KeyEntryJson.Member(json, "budget"),
            Expires = rights.Expires,
            Enabled = reading.Enabled,
            CreatedAt = now,
        };
        var isFirst = false;
        var written = await store.ChangeAsync(
            all =>
            {
                isFirst = all.Count == 0 && file().IsEmpty;
                return Refusal(key, all, isFirst) is { } refusal ? refusal : key;
            },
            cancellationToken).ConfigureAwait(false);
        return written.TryGet(out var stored, out var failure) ? new MadeKey(stored, text, isFirst) : failure;
    }

    /// <summary>Changes members of a key: each one that is sent replaces the key's own, <c>null</c> takes it away.</summary>
    public Task<Outcome<StoredKey>> ChangeAsync(string name, ReadOnlyMemory<byte> json, CancellationToken cancellationToken) =>
        ReplaceAsync(name, key => Changed(key, json), cancellationToken);

    /// <summary>Gives a key another text. The one before counts no more, or for a time of grace.</summary>
    /// <param name="name">Which key.</param>
    /// <param name="grace">How long the text before still counts: zero to <see cref="LongestGrace"/>.</param>
    /// <param name="cancellationToken">Ends the waiting for the store.</param>
    public async Task<Outcome<MadeKey>> RotateAsync(string name, TimeSpan grace, CancellationToken cancellationToken)
    {
        var text = KeyText.Make();
        var hash = KeyText.HashOf(text);
        var now = clock.GetUtcNow();
        var written = await ReplaceAsync(
            name,
            key => key with
            {
                Sha256 = hash,
                RotatedAt = now,
                PreviousSha256 = grace > TimeSpan.Zero ? key.Sha256 : null,
                PreviousUntil = grace > TimeSpan.Zero ? now + grace : null,
            },
            cancellationToken).ConfigureAwait(false);
        return written.TryGet(out var stored, out var failure) ? new MadeKey(stored, text, IsFirst: false) : failure;
    }

    /// <summary>Revokes a key, for ever.</summary>
    public Task<Outcome<StoredKey>> RevokeAsync(string name, CancellationToken cancellationToken) =>
        ReplaceAsync(name, key => key with { RevokedAt = clock.GetUtcNow(), PreviousSha256 = null, PreviousUntil = null }, cancellationToken);

    /// <summary>All keys that were made at run time.</summary>
    public Task<StoredKeys> ListAsync(CancellationToken cancellationToken) => store.ListAsync(cancellationToken);

    /// <summary>Says that there is no such key.</summary>
    public static Failure NotFound(string name) =>
        new(FailureKind.NotFound, $"There is no key '{(name.Length <= 100 ? name : name[..100])}'. GET /admin/keys, or gengateway keys list, names those that there are.") { Param = "name" };

    private static Outcome<StoredKey> Changed(StoredKey key, ReadOnlyMemory<byte> json)
    {
        ReadOnlyMemory<byte> merged;
        try
        {
            merged = KeyEntryJson.Merge(KeyEntryJson.Of(key), json);
        }
        catch (InvalidOperationException)
        {
            return Invalid("", "The body must be a JSON object with the members to change, such as {\"enabled\":false}.");
        }
        catch (JsonException thrown)
        {
            return new Failure(FailureKind.InvalidJson, "The body is not valid JSON.") { Cause = thrown };
        }

        var reading = KeyReader.Read(merged.Span);
        if (reading.Rights is not { } rights)
            return Wrong(reading.Errors);
        if (reading.Name != key.Name)
            return Invalid("name", $"A key keeps its name, '{key.Name}', by which records know it. Make another one, and revoke this.");
        if (reading.Key is not null)
            return Invalid("sha256", "A key gets another text by being rotated: POST /admin/keys/{name}/rotate.");
        return key with
        {
            Scopes = rights.Scopes,
            Models = rights.Models,
            Limits = KeyEntryJson.Member(merged, "limits"),
            Budget = KeyEntryJson.Member(merged, "budget"),
            Expires = rights.Expires,
            Enabled = reading.Enabled,
        };
    }

    private Task<Outcome<StoredKey>> ReplaceAsync(string name, Func<StoredKey, Outcome<StoredKey>> change, CancellationToken cancellationToken) => store.ChangeAsync(
        all =>
        {
            if (all.FirstOrDefault(key => key.Name == name) is not { } known)
                return file().All.FirstOrDefault(key => key.PublicName == name) is { } written ? Elsewhere(written) : NotFound(name);
            if (known.RevokedAt is not null)
                return Invalid("name", $"The key '{name}' was revoked, and stays so. Make another one.");
            if (!change(known).TryGet(out var next, out var failure))
                return failure;
            return guarded && MayAdminister(known) && !MayAdminister(next) && !LeavesAdministrator(all, next) ? LastAdministrator(name) : next;
        },
        cancellationToken);

    private Failure? Refusal(StoredKey key, IReadOnlyList<StoredKey> all, bool isFirst)
    {
        if (file().All.FirstOrDefault(known => known.PublicName.Equals(key.Name, StringComparison.OrdinalIgnoreCase)) is { } written)
            return Invalid("name", $"There is a key '{written.PublicName}' already, configured at {written.Origin}. Choose another name.");
        if (all.FirstOrDefault(known => known.Name.Equals(key.Name, StringComparison.OrdinalIgnoreCase)) is { } taken)
        {
            return Invalid("name", taken.RevokedAt is null
                ? $"There is a key '{taken.Name}' already. Choose another name, or rotate that one."
                : $"There was a key '{taken.Name}', which was revoked; records know keys by their names, so none is given twice. Choose another one.");
        }

        if (all.Any(known => known.Sha256 == key.Sha256 || known.PreviousSha256 == key.Sha256) || file().All.Any(known => known.HashText() == key.Sha256))
            return Invalid("sha256", "There is, or was, a key with this text. Leave sha256 out, and the gateway makes a key.");
        if (all.Count(static known => known.RevokedAt is null) >= Most)
            return Invalid("name", $"There are {Most} keys, the most there may be. Revoke some.");
        if (guarded && isFirst && !MayAdminister(key))
            return Invalid("scopes", "The first key turns keys on, so it must be enabled and have the scope admin: without it nobody could make another one. Make a key with the scope admin first, or use gengateway keys create.");
        return null;
    }

    private bool LeavesAdministrator(IReadOnlyList<StoredKey> all, StoredKey next) =>
        all.Any(key => key.Id != next.Id && MayAdminister(key))
        || file().All.Any(key => (ScopeNames.Read(key.Scopes) & Journey.Scopes.Admin) != 0 && !(key.Expires <= clock.GetUtcNow()));

    private bool MayAdminister(StoredKey key) => key.StatusAt(clock.GetUtcNow()) == "active" && (ScopeNames.Read(key.Scopes) & Journey.Scopes.Admin) != 0;

    private static Failure LastAdministrator(string name) => Invalid(
        "name",
        $"The key '{name}' is the last one that may administer, and nobody could make another one then. Make one with the scope admin first, rotate this one, or use gengateway keys at the machine.");

    private static Failure Elsewhere(ApiKey key) =>
        Invalid("name", $"The key '{key.PublicName}' cannot be changed here: it is configured at {key.Origin}. Change it there; files are looked at once a second.");

    private static Failure Invalid(string param, string message) => new(FailureKind.InvalidValue, message) { Param = param.Length == 0 ? null : param };

    private static Failure Wrong(IReadOnlyList<ConfigError> errors)
    {
        var first = errors[0];
        var kind = first.Problem.StartsWith("not JSON", StringComparison.Ordinal) ? FailureKind.InvalidJson : FailureKind.InvalidValue;
        var message = string.Join("; ", errors.Select(static error => error.Setting.Length == 0 ? $"the body: {error.Problem}" : $"{error.Setting}: {error.Problem}"));
        return new Failure(kind, $"The key is not as it must be: {message}.") { Param = first.Setting.Length == 0 ? null : first.Setting };
    }
}
