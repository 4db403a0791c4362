namespace GenGateway.Journey.Tests.Harness;

/// <summary>Looks into a database file, or changes it, behind the program's back. Only while no program has it open.</summary>
public static class SqlShell
{
    private const string Script = """
        import sqlite3, sys
        connection = sqlite3.connect(sys.argv[1])
        rows = connection.execute(sys.argv[2]).fetchall()
        connection.commit()
        connection.close()
        print("\n".join("|".join(str(value) for value in row) for row in rows))
        """;

    /// <returns>The rows, one a line, their values separated by bars.</returns>
    public static async Task<string> RunAsync(string file, string sql, CancellationToken cancellationToken)
    {
        var run = await ChildProgram.RunAsync("python3", ["-c", Script, file, sql], Path.GetDirectoryName(file)!, cancellationToken);
        Assert.True(run.ExitCode == 0, run.Text);
        return run.Output.Trim();
    }
}
