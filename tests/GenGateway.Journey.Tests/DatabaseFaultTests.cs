using GenGateway.Journey.Tests.Harness;

namespace GenGateway.Journey.Tests;

/// <summary>A database that cannot be used stops the start with one sentence that says what helps.</summary>
public sealed class DatabaseFaultTests : JourneyTest
{
    private readonly DirectoryInfo place = Directory.CreateTempSubdirectory("gengateway-store-");

    private string File => Path.Combine(place.FullName, "database.db");

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await base.DisposeAsync();
        place.Delete(recursive: true);
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_refused_and_left_alone()
    {
        var garbage = string.Concat(Enumerable.Repeat("This is somebody's letter. ", 100));
        await System.IO.File.WriteAllTextAsync(File, garbage, Token);
        await RefusedAsync(At(), File, "no SQLite database", "move it away");
        Assert.Equal(garbage, await System.IO.File.ReadAllTextAsync(File, Token));
    }

    [Fact]
    public Task A_database_that_may_only_be_read_is_refused() => RefusedAsync(At("ro"), File, "mode=ro", "mode=rwc");

    [Fact]
    public Task A_database_that_is_not_there_and_must_not_be_made_is_refused() => RefusedAsync(At("rw"), File, "not there", "mode=rwc");

    [Fact]
    public Task A_folder_that_cannot_be_made_is_refused() =>
        RefusedAsync(new GatewayOptions { Files = new Dictionary<string, string> { ["data"] = "a file where the folder should be" } }, "data", "cannot be made", "name another file");

    [Fact]
    public async Task A_folder_in_the_files_place_is_refused()
    {
        Directory.CreateDirectory(File);
        await RefusedAsync(At(), File, "is a folder", "name a file in it");
    }

    [Fact]
    public async Task Another_database_server_is_refused_without_its_password()
    {
        foreach (var scheme in (string[])["postgres", "postgresql"])
        {
            var text = await RefusedAsync(new GatewayOptions().WithEnvironment("DATABASE_CONNECTION_STRING", $"{scheme}://gateway:canary-password@db.internal/records"), "PostgreSQL", "SQLite only", "sqlite:file:");
            Assert.DoesNotContain("canary", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_database_of_a_newer_program_is_refused_and_left_alone()
    {
        var gateway = await StartAsync(At());
        await StopAsync(gateway);
        await RunAsync("INSERT INTO gengateway_schema (version, name, applied_at) VALUES (9999, 'of tomorrow', '2030-01-01T00:00:00.000Z')");
        await RefusedAsync(At(), File, "9999", "newer");
        Assert.Equal("9999", await RunAsync("SELECT MAX(version) FROM gengateway_schema"));
    }

    [Fact]
    public async Task A_second_gateway_on_the_same_file_is_refused_and_the_first_goes_on()
    {
        var first = await StartAsync(At());
        await RefusedAsync(At(), place.FullName, "in use", "stop the other one");
        (await first.Client.PostAsync("/transactions", """{"transaction":{"prompt":"p","response":"r"}}""", Token)).Expect(202);
        Assert.Equal(1, (await first.Client.GetAsync("/transactions", Token)).Expect(200).GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task A_wrong_migration_mode_is_refused_before_anything_is_touched()
    {
        await RefusedAsync(At().WithEnvironment("DATABASE_MIGRATION_MODE", "drop_everything"), "DATABASE_MIGRATION_MODE", "drop_everything", "create_if_not_exists");
        Assert.False(System.IO.File.Exists(File));
    }

    private GatewayOptions At(string mode = "rwc") => new GatewayOptions().WithEnvironment("DATABASE_CONNECTION_STRING", $"sqlite:file:{File}?mode={mode}");

    private async Task<string> RefusedAsync(GatewayOptions options, params string[] told)
    {
        var refusal = await GatewayProcess.RefusalAsync(options, Token);
        Assert.InRange(refusal.ExitCode, 1, 2);
        var line = Assert.Single(refusal.Errors.Split('\n'), text => text.Contains(told[0], StringComparison.Ordinal));
        Assert.All(told, part => Assert.Contains(part, line, StringComparison.Ordinal));
        Assert.DoesNotContain("   at ", refusal.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", refusal.Text, StringComparison.Ordinal);
        return refusal.Text;
    }

    private async Task StopAsync(GatewayProcess gateway)
    {
        await gateway.TerminateAsync(Token);
        Assert.Equal(0, await gateway.ExitCodeAsync(Token));
    }

    private Task<string> RunAsync(string sql) => SqlShell.RunAsync(File, sql, Token);
}
