# Waits whose time is short, or passes while the process stands still.
BeforeAll {
    . $PSScriptRoot/Endpoint.ps1
    Start-Endpoint
}

AfterAll { Stop-Endpoint }

Describe 'Time that is short' {
    BeforeEach { Reset-Endpoint }
    It 'does not keep a backup that is ready from being seen: the last look comes before the end' {
        Set-EndpointSetting @{ backupSecondsMin = 2; backupSecondsMax = 2 }
        $backup = New-DdbBackup Music @at -Wait -PollIntervalSeconds 20 -TimeoutMinutes 0.25
        $backup.BackupStatus | Should -Be AVAILABLE
    }
}

Describe 'A process that stands still' {
    BeforeEach { Reset-Endpoint }
    BeforeAll {
        function Start-Pwsh([string] $Script) {
            $arguments = '-NoProfile', '-NonInteractive', '-Command', "Import-Module '$manifest'; $Script"
            $start = [Diagnostics.ProcessStartInfo]::new('pwsh', [string[]]$arguments)
            $start.RedirectStandardOutput = $true
            [Diagnostics.Process]::Start($start)
        }

        function Suspend-For([Diagnostics.Process] $Process, [int] $Seconds) {
            $kill = Get-Command kill -CommandType Application | Select-Object -First 1
            & $kill -STOP $Process.Id
            try { Start-Sleep $Seconds } finally { & $kill -CONT $Process.Id }
        }
    }

    It 'past the end of every wait finds on its return that all is ready' {
        if (-not (Get-Command kill -CommandType Application -ErrorAction Ignore)) { Set-ItResult -Skipped -Because 'kill is not on PATH' }
        Set-EndpointSetting @{ backupSecondsMin = 8; backupSecondsMax = 8 }
        Add-EndpointTable @(1..30 | ForEach-Object { @{ tableName = "Frozen-$_"; account = '111122223333'; region = 'us-east-1' } })
        $process = Start-Pwsh "1..30 | ForEach-Object { `"Frozen-`$_`" } |
            New-DdbBackup -EndpointUrl $url -Region us-east-1 -Wait -TimeoutMinutes 0.25 |
            ForEach-Object { `$_.BackupStatus.Value }; `$Error | ForEach-Object { `"`$_`" }"
        Wait-Until { (Get-CallCount CreateBackup) -eq 30 }
        Suspend-For $process 20
        $lines = $process.StandardOutput.ReadToEnd() -split "`n" -ne ''
        $lines -ne 'AVAILABLE' | Should -BeNullOrEmpty
        $lines | Should -HaveCount 30
    }

    It 'while the service is away is not counted as so long an outage' {
        if (-not (Get-Command kill -CommandType Application -ErrorAction Ignore)) { Set-ItResult -Skipped -Because 'kill is not on PATH' }
        $free = [Net.Sockets.TcpListener]::new([Net.IPAddress]::Loopback, 0)
        $free.Start()
        $port = $free.LocalEndpoint.Port
        $free.Stop()
        $process = Start-Pwsh "New-DdbBackup Music -EndpointUrl http://127.0.0.1:$port -Region us-east-1 -Verbose 4>&1 |
            ForEach-Object { `"`$_`" }"
        do { $line = $process.StandardOutput.ReadLine() } until ($null -eq $line -or $line -match 'trying again in')
        $line | Should -Not -BeNullOrEmpty
        Suspend-For $process 15
        # Now somebody listens there, after all.
        $late = [Net.Sockets.TcpListener]::new([Net.IPAddress]::Loopback, $port)
        $late.Start()
        try { $called = $late.AcceptTcpClientAsync(); $called.Wait(10000) | Should -BeTrue } finally { $late.Stop(); $process.Kill() }
    }
}
