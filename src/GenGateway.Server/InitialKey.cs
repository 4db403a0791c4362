using System.Text;
using GenGateway.Admission.Keys;
using GenGateway.Configuration;
using GenGateway.Errors;
using GenGateway.Journey;
using GenGateway.Recording;
using GenGateway.Storage;

namespace GenGateway.Server;

/// <summary>The key that a first start makes where <c>GENGATEWAY_INITIAL_KEY_FILE</c> says so, as in the container image: nobody has to make one first, and nobody gets an open server.</summary>
internal static class InitialKey
{
    /// <summary>Names the file that the key's text is written to.</summary>
    public const string Variable = "GENGATEWAY_INITIAL_KEY_FILE";

    private const string Name = "initial";

    private static readonly byte[] Body = Encoding.UTF8.GetBytes($$"""{"name":"{{Name}}"}""");

    /// <summary>Whether this start makes one where there is none; then sample keys count for nothing instead of stopping it.</summary>
    public static bool IsWanted(GatewayConfig config, EnvironmentView environment) =>
        environment.Variable(Variable) is not null && config.Auth.Enabled && config.Database.MigrationMode != MigrationMode.DropRecreate;

    /// <summary>The configuration without the keys that everyone has.</summary>
    public static GatewayConfig WithoutSamples(GatewayConfig config) =>
        config with { Auth = config.Auth with { ApiKeys = new ApiKeySet(config.Auth.ApiKeys.All.Where(static key => !key.IsSample)) } };

    /// <summary>Makes it, if there is no key at all, writes its text to the file and says it once.</summary>
    /// <returns>Null, or why the start ends here.</returns>
    public static Failure? Make(GatewayConfig config, EnvironmentView environment, string workingDirectory, TimeProvider clock, TextWriter errors)
    {
        if (!config.Auth.ApiKeys.IsEmpty)
            return null;
        if (!DatabaseUrl.TryParse(config.Database.ConnectionString, workingDirectory, out var url, out var problem))
            return new Failure(FailureKind.StoreUnavailable, problem);
        if (KeyDatabase.HasKeys(url))
            return null;
        var path = Path.GetFullPath(environment.Variable(Variable)!, workingDirectory);
        try
        {
            using var database = KeyDatabase.Open(url, clock);
            PrivateFiles.MakeFolder(Path.GetDirectoryName(path)!);
            // Before the key is stored: one that nobody could read would only lock everybody out.
            File.Delete(path);
            using var file = new FileStream(path, Private());
            var book = new KeyBook(database, () => config.Auth.ApiKeys, guarded: true, clock);
            if (!book.CreateAsync(Body, CancellationToken.None).GetAwaiter().GetResult().TryGet(out var made, out var failure))
                return failure;
            file.Write(Encoding.UTF8.GetBytes(made.Text!.Reveal() + "\n"));
            errors.WriteLine($"This first start made an API key, '{Name}', which is shown this once and stands in {path}: {made.Text.Reveal()}");
            return null;
        }
        catch (Exception thrown) when (thrown is IOException or UnauthorizedAccessException)
        {
            return new Failure(FailureKind.StoreUnavailable, $"{Variable} is {path}, where the first key cannot be written ({thrown.Message}). Make the folder writable, name another file, or configure a key.");
        }
        catch (Exception thrown) when (thrown is StoreRefusedException or StoreUnavailableException or RecordRejectedException)
        {
            return new Failure(FailureKind.StoreUnavailable, thrown.Message);
        }
    }

    private static FileStreamOptions Private()
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return options;
    }
}
